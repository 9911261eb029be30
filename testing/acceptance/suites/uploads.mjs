// Uploads and calls that are wrong: each a clear error in the API's own form, and nothing of it stays behind.
import { Api, multipart } from "../../kit/api.mjs";
import { inline } from "../../kit/bundle.mjs";
import { equal, truth } from "../checks.mjs";

const good = `export default { fetch() { return new Response("good"); } };`;
const metadata = (more = {}) => ({ main_module: "index.js", compatibility_date: "2026-04-01", bindings: [], ...more });
const one = (content, more) => multipart(metadata(more), [{ name: "index.js", type: "esm", content }]);
const raw = (body, type = "multipart/form-data; boundary=b") => ({ body: Buffer.from(body), type });
const part = (name, content, extra = "") => `--b\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${content}\r\n`;
const meta = part("metadata", JSON.stringify(metadata()));

/** sentence: [upload, statuses allowed, codes allowed (empty: any), words the message must have]. */
const uploads = {
  "a syntax error": [one("export default {\n  fetch( { return 1 }\n};"), [400], [10021], /SyntaxError/],
  "an exception at start-up": [one(`throw new TypeError("at the start");`), [400], [10021], /at the start/],
  "an endless loop at start-up": [one(`for (;;) {}`), [400], [10021], /CPU|time|startup|start-up/i],
  "a memory bomb at start-up": [one(`const a = []; for (;;) a.push(new Array(1000).fill(1.5));`), [400], [10021]],
  "an engine killer at start-up": [one(`"x".repeat(1 << 28).split("").sort(); ${good}`), [400], [10021]],
  "no handler at all": [one(`export const x = 1;`), [400], [10021, 10068]],
  "an import that does not resolve": [one(`import x from "./missing.js"; ${good}`), [400], [10021], /missing\.js/],
  "an import of an unknown built-in": [one(`import x from "cloudflare:nothing"; ${good}`), [400], [10021], /cloudflare:nothing/],
  "broken wasm": [multipart(metadata(), [{ name: "index.js", type: "esm", content: `import w from "./w.wasm"; ${good}` }, { name: "w.wasm", type: "wasm", content: "not wasm" }]), [400], [10021]],
  "an eval at start-up": [one(`eval("1"); ${good}`), [400], [10021]],
  "an unknown binding type": [one(good, { bindings: [{ type: "flux_capacitor", name: "X" }] }), [400], [], /flux_capacitor/],
  "a binding without a name": [one(good, { bindings: [{ type: "plain_text", text: "x" }] }), [400], []],
  "a binding that lacks its text": [one(good, { bindings: [{ type: "plain_text", name: "X" }] }), [400], []],
  "two bindings of one name": [one(good, { bindings: [{ type: "plain_text", name: "X", text: "1" }, { type: "plain_text", name: "X", text: "2" }] }), [400], [], /X/],
  "a service binding to nobody": [one(good, { bindings: [{ type: "service", name: "S", service: "nobody-here" }] }), [400, 404], [], /nobody-here/],
  "an inherited binding without a predecessor": [one(good, { bindings: [{ type: "inherit", name: "X" }] }), [400], [10057]],
  "a compatibility date that is no date": [one(good, { compatibility_date: "soon" }), [400], [], /soon|date/],
  "a compatibility date in the far future": [one(good, { compatibility_date: "2999-01-01" }), [400], []],
  "an unknown compatibility flag": [one(good, { compatibility_flags: ["no_such_flag"] }), [400], [], /no_such_flag/],
  "a CPU limit below 10 ms": [one(good, { limits: { cpu_ms: 1 } }), [400], [], /cpu/],
  "a main module that is not there": [one(good, { main_module: "other.js" }), [400], [], /other\.js/],
  "no main module named": [one(good, { main_module: undefined }), [400], []],
  "metadata that is no JSON": [raw(`${part("metadata", "{broken")}${part("index.js", good, '; filename="index.js"')}--b--\r\n`), [400], []],
  "metadata that is a list": [raw(`${part("metadata", "[]")}${part("index.js", good, '; filename="index.js"')}--b--\r\n`), [400], []],
  "no metadata": [raw(`${part("index.js", good, '; filename="index.js"')}--b--\r\n`), [400], []],
  "a body that ends in the middle": [raw(`${meta}--b\r\nContent-Disposition: form-data; name="index.js"; filename="index.js"\r\n\r\nexport def`), [400], []],
  "a boundary that never appears": [raw("nothing of the kind"), [400], []],
  "no boundary": [raw(meta, "multipart/form-data"), [400, 415], []],
  "a body that is JSON": [raw(JSON.stringify(metadata()), "application/json"), [400, 415], []],
  "an empty body": [raw(""), [400], []],
  "a module path that climbs out": [multipart(metadata(), [{ name: "index.js", type: "esm", content: good }, { name: "../../etc/passwd", type: "text", content: "x" }]), [400], []],
  "an unknown module type": [multipart(metadata(), [{ name: "index.js", type: "esm", content: good }, { name: "x.py", type: "application/x-rust", content: "x" }]), [400], []],
  "a script of 70 MB": [one(`${good}//${"x".repeat(70 << 20)}`), [400, 413], [10027]],
  "40,000 parts": [raw(`${meta}${Array.from({ length: 40000 }, (_, i) => part(`m${i}`, "", `; filename="m${i}"`)).join("")}--b--\r\n`), [400, 413], []],
  "headers of a part without end": [raw(`--b\r\n${"X-Long: y\r\n".repeat(100000)}`), [400, 413], []],
};

/** Fails unless it is the API's error envelope. */
function envelope(answer, statuses, codes, words) {
  truth(statuses.includes(answer.status), `status ${answer.status}, expected ${statuses}: ${answer.text.slice(0, 200)}`);
  const { success, errors, result } = answer.json();
  equal([success, Array.isArray(errors) && errors.length > 0, result ?? null], [false, true, null], "envelope");
  const [{ code, message }] = errors;
  truth(Number.isInteger(code) && typeof message === "string" && message.length > 5, `error ${JSON.stringify(errors[0])}`);
  truth(!codes.length || codes.includes(code), `code ${code} (${message}), expected ${codes}`);
  truth(!words || words.test(message), `"${message.slice(0, 200)}" does not say ${words}`);
  truth(!/dev\.selvedge|java\.|Exception in|at [\w.]+\(\w+\.java/.test(answer.text), `Java shows through: ${answer.text.slice(0, 200)}`);
}

export async function badUploads(node, checks) {
  const path = node.api.scripts("/half");
  for (const [sentence, [{ body, type }, statuses, codes, words]] of Object.entries(uploads)) {
    await checks.that(`upload refused: ${sentence}`, async () => {
      try {
        envelope(await node.api.call("PUT", `${path}?bindings_inherit=strict`, { body, type }), statuses, codes, words);
        equal((await node.api.call("GET", node.api.scripts("/half/settings"))).status, 404, "something stayed behind");
      } finally {
        await node.api.call("DELETE", path); // what was let in must not blame the next
      }
    });
  }
  await checks.that("after all of them nothing is listed, and a good upload works", async () => {
    truth(!(await node.api.result("GET", node.api.scripts())).some((s) => s.id === "half"), "half is listed");
    await node.api.deploy(inline("half", good));
    equal((await node.ask("half")).text, "good");
  });
  await checks.that("a refused upload leaves the running version alone", async () => {
    const before = (await node.api.versions("half")).length;
    const { body, type } = one("export default {");
    envelope(await node.api.call("PUT", path, { body, type }), [400], [10021]);
    equal((await node.api.versions("half")).length, before);
    equal((await node.ask("half")).text, "good");
  });
}

export async function badCalls(node, checks) {
  const scripts = node.api.scripts();
  const as = (token) => new Api({ port: node.apiPort, account: node.api.account, token });
  const cases = {
    "no token": [() => node.api.call("GET", scripts, { headers: { authorization: "" } }), [400, 401, 403], [10000, 9106]],
    "a wrong token": [() => as("wrong").call("GET", scripts), [401, 403], [10000]],
    "a token with line noise": [() => as("\u00ff\u00fe%00").call("GET", scripts), [400, 401, 403], []],
    "somebody else's account": [() => node.api.call("GET", `/accounts/${"0".repeat(32)}/workers/scripts`), [401, 403, 404], []],
    "a Worker that is not there": [() => node.api.call("GET", node.api.scripts("/nobody/settings")), [404], [10007]],
    "a version that is not there": [() => node.api.call("GET", node.api.scripts("/half/versions/00000000-0000-4000-8000-000000000000")), [404], [10212, 10007]],
    "a service that is not there": [() => node.api.call("GET", `/accounts/${node.api.account}/workers/services/nobody`), [404], [10090, 10007]],
    "an unknown path": [() => node.api.call("GET", "/no/such/thing"), [404], [7003, 7000]],
    "a wrong method": [() => node.api.call("PATCH", `/accounts/${node.api.account}/workers/subdomain`), [404, 405], []],
    "a secret that is no JSON": [() => node.api.call("PUT", node.api.scripts("/half/secrets"), { body: "{", type: "application/json" }), [400], []],
    "a secret without a name": [() => node.api.call("PUT", node.api.scripts("/half/secrets"), { body: { text: "x", type: "secret_text" } }), [400], []],
    "a secret of 2 MB": [() => node.api.call("PUT", node.api.scripts("/half/secrets"), { body: { name: "S", text: "x".repeat(2 << 20), type: "secret_text" } }), [400, 413], []],
    "a deployment of 120 percent": [async () => node.api.call("POST", node.api.scripts("/half/deployments"), { body: { strategy: "percentage", versions: [{ version_id: (await node.api.versions("half"))[0].id, percentage: 120 }] } }), [400], []],
    "a deployment of a strange version": [() => node.api.call("POST", node.api.scripts("/half/deployments"), { body: { strategy: "percentage", versions: [{ version_id: "00000000-0000-4000-8000-000000000000", percentage: 100 }] } }), [400, 404], []],
    "a cron that is none": [() => node.api.call("PUT", node.api.scripts("/half/schedules"), { body: [{ cron: "every day" }] }), [400], [], /every day/],
    "a route that is none": [() => node.api.call("PUT", node.api.scripts("/half/routes"), { body: [{ pattern: "http://[" }] }), [400], []],
    "a Worker name with spaces and dots": [() => node.api.call("PUT", node.api.scripts("/..%2Fx%20y"), one(good)), [400, 404], []],
    "deep JSON": [() => node.api.call("PUT", node.api.scripts("/half/secrets"), { body: "[".repeat(200000), type: "application/json" }), [400], []],
  };
  for (const [sentence, [call, statuses, codes, words]] of Object.entries(cases)) {
    await checks.that(`call refused: ${sentence}`, async () => envelope(await call(), statuses, codes, words));
  }
}
