// The main job of Selvedge in a few seconds: start, deploy a Worker through the API, ask it, stop without a stain.
// usage: node smoke.mjs   (from anywhere; builds first when needed, through ./selvedge)
import { fileURLToPath } from "node:url";
import { HELLO, ask, askWorker, deploy, startNode, stopNode } from "./trial.mjs";

const launcher = fileURLToPath(new URL("../selvedge", import.meta.url));
let passed = 0;
let failed = 0;

async function check(what, job) {
  try {
    const result = await job();
    passed++;
    console.log(`  ok    ${what}`);
    return result;
  } catch (error) {
    failed++;
    console.log(`  FAIL  ${what}: ${error.message}`);
    return undefined;
  }
}

function expect(actual, wanted) {
  if (actual !== wanted) throw new Error(`expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`);
}

const node = await check("a node starts and says that it is ready", () => startNode([launcher], { seconds: 300 }));
if (node) {
  await check("a Worker is deployed through the API", () => deploy(node, "hello", HELLO));
  await check("it answers", async () => expect((await askWorker(node, "hello")).text, "Hello from Selvedge"));
  await check("it reads a body", async () =>
    expect((await askWorker(node, "hello", { method: "POST", body: "öffnen" })).text, "öffnen"));
  await check("it streams", async () => expect((await askWorker(node, "hello", { path: "/stream" })).text, "streamed"));
  await check("a Worker that nobody deployed is not found", async () =>
    expect((await askWorker(node, "nobody")).status, 404));
  await check("a wrong token is refused", async () => {
    const refused = await ask(node.apiPort, { path: "/client/v4/user", headers: { authorization: "Bearer wrong" } });
    expect([400, 401, 403].includes(refused.status), true);
  });
  await check("it stops on SIGTERM", () => stopNode(node));
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
