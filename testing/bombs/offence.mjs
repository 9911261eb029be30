// One bomb: deployed, its tail opened, asked, and what the client and the tail saw of it.
import { request } from "node:http";
import { ApiError } from "../kit/api.mjs";
import { inline } from "../kit/bundle.mjs";
import { openTail } from "../kit/tail.mjs";
import { until } from "../kit/processes.mjs";

const graceMs = 8000;

/** Reads at most `most` bytes and hangs up; gives { status, text, bytes, broken, ray }. */
function provoke(node, api, bomb, timeout) {
  return new Promise((done) => {
    const began = performance.now();
    const seen = { status: 0, text: "", bytes: 0, broken: "", ray: "" };
    const finish = (broken) => {
      clearTimeout(timer);
      done({ ...seen, broken: seen.broken || broken, ms: performance.now() - began });
      outgoing.destroy();
    };
    const outgoing = request({ host: "127.0.0.1", port: node.http, path: "/", headers: { host: `${node.host(bomb.name, api)}:${node.http}` }, agent: false });
    const timer = setTimeout(() => finish("no end in time"), timeout);
    outgoing.on("error", (e) => finish(e.code ?? e.message));
    outgoing.on("response", (answer) => {
      Object.assign(seen, { status: answer.statusCode, ray: answer.headers["cf-ray"] ?? "" });
      answer.on("data", (chunk) => {
        seen.bytes += chunk.length;
        if (seen.text.length < 20000) seen.text += chunk.toString("latin1");
        if (seen.bytes > (bomb.readAtMost ?? 1 << 30)) finish("hung up");
      });
      answer.on("error", (e) => finish(e.code ?? e.message));
      answer.on("end", () => finish(answer.complete ? "" : "cut"));
      answer.on("close", () => finish(answer.complete ? "" : "cut"));
    });
    outgoing.end();
  });
}

function kindOf(seen) {
  if (seen.broken === "no end in time") return "no answer";
  if (seen.broken) return "cut";
  if (seen.status === 200) return "200";
  return /\b(1101|1102)\b/.exec(seen.text)?.[1] ?? `${seen.status}`;
}

/** Gives { kind, ms, status, ray, outcome, problems }. */
export async function commit(node, api, bomb) {
  const bindings = (bomb.objects ?? []).map((name) => ({ type: "durable_object_namespace", name: name.toUpperCase(), class_name: name }));
  const worker = inline(bomb.name, bomb.source, { limits: { cpu_ms: bomb.cpu }, objects: bomb.objects, bindings });
  const within = bomb.within ?? bomb.cpu + graceMs;
  if (bomb.wasm) worker.modules.push({ name: "spin.wasm", type: "wasm", content: bomb.wasm });
  const began = performance.now();
  const problems = [];
  try {
    await api.deploy(worker);
  } catch (e) {
    if (!(e instanceof ApiError) || !bomb.answer.includes("refused")) throw e;
    return { kind: `refused ${e.codes}`, status: e.status, ms: performance.now() - began, outcome: "", ray: "", problems: e.codes.includes(10021) ? [] : [`refused with ${e.codes}, not 10021`] };
  }
  if (bomb.answer.includes("refused")) problems.push("the upload was not refused");
  const tail = await openTail(api, bomb.name);
  const seen = await provoke(node, api, bomb, within + 12000);
  const kind = kindOf(seen);
  const expected = bomb.answer.includes("any") ? kind !== "no answer" : bomb.answer.includes(kind);
  if (!expected) problems.push(`${kind} ${seen.broken} ${seen.text.replaceAll(/<[^>]*>|\s+/g, " ").trim().slice(0, 100)}`);
  if (bomb.says !== undefined && seen.text !== bomb.says) problems.push(`says ${seen.text.slice(0, 200)}`);
  if (seen.ms > within && !bomb.answer.includes("no answer")) problems.push(`took ${Math.round(seen.ms)} ms`);
  const right = ({ outcome }) => (bomb.tail ? bomb.tail.includes(outcome) : outcome !== "ok");
  // A bomb of several invocations has several events, and not all of them ended badly.
  const event = await until("a tail event", () => tail.events.find(right), { within: bomb.slowTail ? 45000 : 4000 }).catch(() => tail.events[0]);
  const outcome = event?.outcome ?? "none";
  if (outcome === "none") problems.push("no tail event");
  else if (!right(event)) problems.push(`tail says ${outcome}`);
  if (!seen.ray && seen.status) problems.push("no cf-ray");
  await tail.close();
  // Its objects go with it, and with them alarms that would ring for ever.
  if (bomb.objects) await api.remove(bomb.name).catch((e) => problems.push(`cannot be deleted: ${e.message.slice(0, 120)}`));
  return { kind, ms: seen.ms, status: seen.status, ray: seen.ray, outcome, problems, text: seen.text };
}
