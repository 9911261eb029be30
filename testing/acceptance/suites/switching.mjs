// Deploys under load: the next request sees the new version, none is lost, none is half old and half new.
import { inline } from "../../kit/bundle.mjs";
import { sleep } from "../../kit/processes.mjs";
import { openTail } from "../../kit/tail.mjs";
import { until } from "../../kit/processes.mjs";
import { equal, truth } from "../checks.mjs";

/** Marker in the code, in a module beside it and in a binding: all three must be of one version. */
const switching = (n) => inline("switching", `import text from "./marker.txt";
export default { async fetch(_, env) { await new Promise((go) => setTimeout(go, 2)); return Response.json([${n}, Number(text), Number(env.MARKER)]); } };`,
{ modules: [{ name: "marker.txt", type: "text", content: `${n}` }], bindings: [{ name: "MARKER", type: "plain_text", text: `${n}` }] });

export async function switchover(node, checks) {
  await checks.that("40 deploys under load: none lost, none mixed, live within 100 ms of the acknowledgement", async () => {
    await node.api.deploy(switching(0));
    let acknowledged = { n: 0, at: 0 }, running = true;
    const wrong = [];
    const client = async () => {
      while (running) {
        const began = performance.now(), known = acknowledged;
        const answer = await node.ask("switching").catch((e) => ({ status: 0, text: e.message }));
        if (answer.status !== 200) wrong.push(`${answer.status} ${answer.text.slice(0, 80)}`);
        else {
          const [a, b, c] = answer.json();
          if (a !== b || b !== c) wrong.push(`mixed ${answer.text}`);
          if (began - known.at > 100 && a < known.n) wrong.push(`${a} served ${Math.round(began - known.at)} ms after ${known.n} was acknowledged`);
        }
        await sleep(1);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    for (let n = 1; n <= 40; n++) {
      await node.api.deploy(switching(n));
      acknowledged = { n, at: performance.now() };
      await sleep(n % 4 ? 20 : 150);
    }
    running = false;
    await Promise.all(clients);
    equal(wrong.slice(0, 4), []);
  });
  await checks.that("a request in flight finishes on the version that it began on", async () => {
    const slow = (n) => inline("slow", `export default { async fetch() { await new Promise((go) => setTimeout(go, 1500)); return new Response("${n}"); } };`);
    await node.api.deploy(slow(1));
    equal((await node.ask("slow")).text, "1");
    const old = node.ask("slow");
    await sleep(300);
    await node.api.deploy(slow(2));
    equal((await old).text, "1");
    equal((await node.ask("slow")).text, "2");
  });
  await checks.that("passThroughOnException, and errors of every kind, as pages with a ray id", async () => {
    await node.api.deploy(inline("faulty", `export default { async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/throw") throw new Error("thrown");
      if (pathname === "/reject") return Promise.reject("a string");
      if (pathname === "/late") return new Response(new ReadableStream({ async pull(c) { c.enqueue(new Uint8Array(10)); await new Promise((go) => setTimeout(go, 20)); c.error(new Error("late")); } }));
      return "not a Response";
    } };`));
    for (const path of ["/throw", "/reject", "/none"]) {
      const answer = await node.ask("faulty", path);
      truth(answer.status === 500 && answer.text.includes("1101"), `${path} answered ${answer.status}: ${answer.text.slice(0, 100)}`);
      truth(answer.headers["cf-ray"] && answer.text.includes(answer.headers["cf-ray"].split("-")[0]), `${path} shows no ray id`);
    }
    const late = await node.ask("faulty", "/late").catch((e) => e);
    truth(late instanceof Error, "a body that failed midway arrived as if it were whole");
  });
  await checks.that("a cron trigger fires within its minute", async () => {
    await node.api.deploy(inline("timed", `export default { fetch() { return new Response("x"); }, async scheduled(event) { console.log("cron", event.cron, typeof event.scheduledTime); } };`));
    await node.api.result("PUT", node.api.scripts("/timed/schedules"), { body: [{ cron: "* * * * *" }] });
    const tail = await openTail(node.api, "timed");
    const event = await until("the cron event", () => tail.events.find((e) => e.event?.cron), { within: 70000, every: 200 });
    await tail.close();
    equal([event.event.cron, event.outcome, event.logs[0].message], ["* * * * *", "ok", ["cron", "* * * * *", "number"]]);
  });
}
