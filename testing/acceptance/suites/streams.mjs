// Bulk bytes in bounded memory, back-pressure both ways, and what happens when a client stops reading or goes.
import { createServer, request } from "node:http";
import { inline } from "../../kit/bundle.mjs";
import { resident, sleep, until } from "../../kit/processes.mjs";
import { equal, truth } from "../checks.mjs";

const size = 1 << 30;
const worker = (origin) => `const state = { id: 0, pulled: 0, cancelled: 0, aborted: 0, read: 0 };
const chunk = new Uint8Array(65536).fill(7);
export default { async fetch(request) {
  const { pathname, searchParams } = new URL(request.url);
  state.id ||= crypto.randomUUID();
  if (pathname === "/state") return Response.json(state);
  if (pathname === "/down") {
    let left = Number(searchParams.get("size"));
    return new Response(new ReadableStream({
      pull(c) { if (left <= 0) return c.close(); const part = chunk.slice(0, Math.min(left, 65536)); left -= part.length; state.pulled += part.length; c.enqueue(part); },
      cancel() { state.cancelled++; },
    }), { headers: { "x-isolate": state.id } });
  }
  if (pathname === "/up") {
    let total = 0;
    for await (const part of request.body) { total += part.length; state.read += part.length; }
    return Response.json({ total });
  }
  if (pathname === "/lazy") { await new Promise((go) => setTimeout(go, 3000)); return new Response("never read it"); }
  if (pathname === "/wait") { request.signal.addEventListener("abort", () => state.aborted++); await new Promise((go) => setTimeout(go, 20000)); return new Response("?"); }
  if (pathname === "/through") return new Response(request.body);
  if (pathname === "/proxy") return fetch("http://127.0.0.1:${origin}/", { method: request.method, body: request.body });
  if (pathname === "/transform") return new Response(request.body.pipeThrough(new TransformStream({ transform(part, c) { c.enqueue(part); } })));
  return new Response("?");
} };`;

/** Peaks of the resident memory of the node and of its engine above what they were, in MiB, while `work` runs. */
async function growth(node, work) {
  const pids = node.pids();
  const before = pids.map(resident);
  const peak = [...before];
  const look = () => pids.forEach((pid, i) => (peak[i] = Math.max(peak[i], resident(pid))));
  const watch = setInterval(look, 50);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  look();
  return { node: peak[0] - before[0], engine: Math.max(...peak.slice(1).map((most, i) => most - before[i + 1])) };
}

/** Sends `bytes` zeros as fast as the other side takes them, and counts what comes back. */
function transfer(node, path, { bytes = 0, pauseReading = false } = {}) {
  return new Promise((done, failed) => {
    const block = Buffer.alloc(1 << 18);
    const seen = { sent: 0, received: 0, text: "" };
    const outgoing = request({ host: "127.0.0.1", port: node.http, path, method: bytes ? "POST" : "GET", agent: false,
      headers: { host: `${node.host("bulk")}:${node.http}`, ...(bytes ? { "content-length": bytes } : {}) } });
    outgoing.on("error", failed);
    outgoing.on("response", (answer) => {
      seen.status = answer.statusCode;
      if (pauseReading) return done({ seen, answer, outgoing });
      answer.on("data", (part) => {
        seen.received += part.length;
        if (seen.text.length < 200) seen.text += part.toString("latin1", 0, 200);
      });
      answer.on("end", () => done({ seen, answer, outgoing })).on("error", failed);
      return undefined;
    });
    const more = () => {
      while (seen.sent < bytes) {
        const part = block.subarray(0, Math.min(block.length, bytes - seen.sent));
        seen.sent += part.length;
        if (!outgoing.write(part)) return outgoing.once("drain", more);
      }
      return outgoing.end();
    };
    if (bytes) more();
    else outgoing.end();
    if (path === "/lazy") setTimeout(() => done({ seen, outgoing }), 2000);
  });
}

/** Answers with a gigabyte, or with what was sent to it; remembers how many of its answers were broken off. */
async function openOrigin() {
  const seen = { broken: 0 };
  const block = Buffer.alloc(1 << 18);
  const server = createServer((incoming, answer) => {
    answer.on("close", () => (seen.broken += answer.writableFinished ? 0 : 1));
    if (incoming.method === "POST") return incoming.pipe(answer);
    let left = size;
    const more = () => {
      for (; left > 0; left -= block.length) if (!answer.write(block)) return answer.once("drain", () => ((left -= block.length), more()));
      return answer.end();
    };
    return more();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { seen, port: server.address().port, close: () => (server.close(), server.closeAllConnections()) };
}

export async function streams(node, checks) {
  const origin = await openOrigin();
  try {
    await node.api.deploy(inline("bulk", worker(origin.port), { limits: { cpu_ms: 300000 } }));
    await bounds(node, checks);
    await ends(node, checks, origin);
  } finally {
    origin.close();
  }
}

async function bounds(node, checks) {
  await transfer(node, `/down?size=${1 << 20}`); // an isolate is there before memory is judged
  await transfer(node, "/up", { bytes: 1 << 20 });

  const bounded = (sentence, path, bytes, verify) => checks.that(sentence, async () => {
    const began = performance.now();
    let result;
    const grown = await growth(node, async () => (result = (await transfer(node, path, { bytes })).seen));
    verify(result);
    console.log(`  ${sentence}: ${Math.round((performance.now() - began) / 100) / 10} s, the node grew by ${Math.round(grown.node)} MiB, the engine by ${Math.round(grown.engine)} MiB`);
    truth(grown.node <= 64 && grown.engine <= 64, `the node grew by ${Math.round(grown.node)} MiB, the engine by ${Math.round(grown.engine)} MiB`);
  });
  await bounded("1 GB down in bounded memory", `/down?size=${size}`, 0, (r) => equal(r.received, size));
  await bounded("1 GB up in bounded memory", "/up", size, (r) => equal(JSON.parse(r.text).total, size));
  await bounded("1 GB through, up and down at once", "/through", size, (r) => equal(r.received, size));
  await bounded("1 GB down from an origin", "/proxy", 0, (r) => equal(r.received, size));
  await bounded("1 GB to an origin and back", "/proxy", size, (r) => equal(r.received, size));
  await bounded("256 MB through a TransformStream", "/transform", size / 4, (r) => equal(r.received, size / 4));

}

async function ends(node, checks, origin) {
  /** What each isolate saw: there is one on each lane, and of several connections at once each lane gets some. */
  const states = () => Promise.all(Array.from({ length: 8 }, async () => (await node.ask("bulk", "/state", { agent: false })).json()));
  /** What the isolate saw that made this answer. */
  const state = (answer) => until("the isolate", async () => (await states()).find((s) => s.id === answer.headers["x-isolate"]));
  await checks.that("a client that stops reading stops the stream", async () => {
    const { answer, outgoing } = await transfer(node, `/down?size=${size}`, { pauseReading: true });
    await sleep(1500);
    const first = (await state(answer)).pulled;
    await sleep(1500);
    const second = (await state(answer)).pulled;
    outgoing.destroy();
    equal(second, first, "bytes pulled while nobody read");
  });
  await checks.that("a client that hangs up cancels the stream", async () => {
    const { answer, outgoing } = await transfer(node, `/down?size=${size}`, { pauseReading: true });
    const before = (await state(answer)).cancelled;
    outgoing.destroy();
    await until("the cancellation", async () => (await state(answer)).cancelled > before, { within: 4000, every: 50 });
  });
  await checks.that("a client that hangs up ends the origin's answer", async () => {
    const { outgoing } = await transfer(node, "/proxy", { pauseReading: true });
    const before = origin.seen.broken;
    outgoing.destroy();
    await until("the origin to hear", () => origin.seen.broken > before, { within: 4000, every: 50 });
  });
  await checks.that("a client that hangs up while waiting aborts request.signal", async () => {
    const outgoing = request({ host: "127.0.0.1", port: node.http, path: "/wait", agent: false, headers: { host: `${node.host("bulk")}:${node.http}` } });
    outgoing.on("error", () => {});
    outgoing.end();
    await sleep(300);
    outgoing.destroy();
    await until("the abort", async () => (await states()).some((s) => s.aborted > 0), { within: 4000, every: 50 });
  });
  await checks.that("a body that the Worker does not read is not taken in", async () => {
    const { seen, outgoing } = await transfer(node, "/lazy", { bytes: size });
    outgoing.on("error", () => {});
    const sent = seen.sent;
    outgoing.destroy();
    truth(sent < 32 << 20, `${sent} bytes were taken`);
  });
  await checks.that("40 streams side by side stay whole", async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => transfer(node, `/down?size=${4 << 20}`)));
    equal(all.map((r) => r.seen.received), Array(40).fill(4 << 20));
  });
}
