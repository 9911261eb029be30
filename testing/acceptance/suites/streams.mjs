// Bulk bytes in bounded memory, back-pressure both ways, and what happens when a client stops reading or goes.
import { request } from "node:http";
import { inline } from "../../kit/bundle.mjs";
import { sleep, until } from "../../kit/processes.mjs";
import { equal, truth } from "../checks.mjs";

const size = 1 << 30;
const source = `const state = { pulled: 0, cancelled: 0, aborted: 0, read: 0 };
const chunk = new Uint8Array(65536).fill(7);
export default { async fetch(request) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/state") return Response.json(state);
  if (pathname === "/down") {
    let left = Number(searchParams.get("size"));
    return new Response(new ReadableStream({
      pull(c) { if (left <= 0) return c.close(); const part = chunk.slice(0, Math.min(left, 65536)); left -= part.length; state.pulled += part.length; c.enqueue(part); },
      cancel() { state.cancelled++; },
    }));
  }
  if (pathname === "/up") {
    let total = 0;
    for await (const part of request.body) { total += part.length; state.read += part.length; }
    return Response.json({ total });
  }
  if (pathname === "/lazy") { await new Promise((go) => setTimeout(go, 3000)); return new Response("never read it"); }
  if (pathname === "/wait") { request.signal.addEventListener("abort", () => state.aborted++); await new Promise((go) => setTimeout(go, 20000)); return new Response("?"); }
  if (pathname === "/through") return new Response(request.body);
  if (pathname === "/transform") return new Response(request.body.pipeThrough(new TransformStream({ transform(part, c) { c.enqueue(part); } })));
  return new Response("?");
} };`;

/** Peak of the whole tree's resident memory above what it was, in MiB, while `work` runs. */
async function growth(node, work) {
  const before = node.usage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, node.usage().rss)), 100);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.max(peak, node.usage().rss) - before;
}

/** Sends `bytes` zeros as fast as the other side takes them, and counts what comes back. */
function transfer(node, path, { bytes = 0, pauseReading = false, worker = "bulk" } = {}) {
  return new Promise((done, failed) => {
    const block = Buffer.alloc(1 << 18);
    const seen = { sent: 0, received: 0, text: "" };
    const outgoing = request({ host: "127.0.0.1", port: node.http, path, method: bytes ? "POST" : "GET", agent: false,
      headers: { host: `${node.host(worker)}:${node.http}`, ...(bytes ? { "content-length": bytes } : {}) } });
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

export async function streams(node, checks) {
  await node.api.deploy(inline("bulk", source, { limits: { cpu_ms: 300000 } }));
  // One that was never under load has one isolate, so that its state is what the next request to it sees.
  await node.api.deploy(inline("calm", source, { limits: { cpu_ms: 300000 } }));
  const calm = { worker: "calm", pauseReading: true };
  const state = async () => (await node.ask("calm", "/state")).json();
  await transfer(node, `/down?size=${64 << 20}`); // the JIT and the pools are warm before memory is judged

  const bounded = (sentence, path, bytes, verify) => checks.that(sentence, async () => {
    const began = performance.now();
    let result;
    const grown = await growth(node, async () => (result = (await transfer(node, path, { bytes })).seen));
    verify(result);
    console.log(`  ${sentence}: ${Math.round((performance.now() - began) / 100) / 10} s, memory grew by ${Math.round(grown)} MiB`);
    truth(grown < 128, `the memory of node and engine grew by ${Math.round(grown)} MiB`);
  });
  await bounded("1 GB down in bounded memory", `/down?size=${size}`, 0, (r) => equal(r.received, size));
  await bounded("1 GB up in bounded memory", "/up", size, (r) => equal(JSON.parse(r.text).total, size));
  await bounded("1 GB through, up and down at once", "/through", size, (r) => equal(r.received, size));
  await bounded("256 MB through a TransformStream", "/transform", size / 4, (r) => equal(r.received, size / 4));

  await checks.that("a client that stops reading stops the stream", async () => {
    const before = (await state()).pulled;
    const { outgoing } = await transfer(node, `/down?size=${size}`, calm);
    await sleep(1500);
    const first = (await state()).pulled - before;
    await sleep(1500);
    const second = (await state()).pulled - before;
    outgoing.destroy();
    equal(second, first, "bytes pulled while nobody read");
    truth(first < 32 << 20, `${first} bytes were pulled ahead`);
  });
  await checks.that("a client that hangs up cancels the stream", async () => {
    const before = (await state()).cancelled;
    const { outgoing } = await transfer(node, `/down?size=${size}`, calm);
    outgoing.destroy();
    await until("the cancellation", async () => (await state()).cancelled > before, { within: 4000, every: 50 });
  });
  await checks.that("a client that hangs up while waiting aborts request.signal", async () => {
    const outgoing = request({ host: "127.0.0.1", port: node.http, path: "/wait", agent: false, headers: { host: `${node.host("calm")}:${node.http}` } });
    outgoing.on("error", () => {});
    outgoing.end();
    await sleep(300);
    outgoing.destroy();
    await until("the abort", async () => (await state()).aborted > 0, { within: 4000, every: 50 });
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
