// HTTP/1.1 as attackers write it: what is ambiguous is refused and the connection closed, what is slow is timed out.
import { raw } from "../../kit/client.mjs";
import { inline } from "../../kit/bundle.mjs";
import { equal, truth } from "../checks.mjs";

const worker = `let seen = [];
export default { async fetch(request) {
  const { pathname } = new URL(request.url);
  if (pathname === "/seen") return Response.json(seen);
  seen.push(pathname);
  if (pathname === "/reset") seen = [];
  return new Response("path " + pathname + " body " + (await request.text()).length);
} };`;

export async function http1(node, checks) {
  await node.api.deploy(inline("wire", worker));
  const host = `${node.host("wire")}:${node.http}`;
  const head = (path, extra = "", method = "GET") => `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${extra}`;
  const smuggled = head("/smuggled", "\r\n");
  const status = (text) => +(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);

  /** Refused with one of the statuses (0: closed without a word), nothing after it served. */
  const refused = (sentence, bytes, statuses = [400]) => checks.that(`refused: ${sentence}`, async () => {
    await node.ask("wire", "/reset");
    const { text, closed } = await raw(node.http, bytes, { wait: 3000 });
    truth(statuses.includes(status(text)), `answered ${status(text)}: ${text.slice(0, 120)}`);
    truth(closed, "the connection stayed open");
    truth(!(await node.ask("wire", "/seen")).text.includes("smuggled"), "the smuggled request reached the Worker");
    equal((text.match(/^HTTP\/1\.1 (?!100)/gm) ?? []).length <= 1, true, "more than one answer");
  });

  await refused("Content-Length beside Transfer-Encoding", head("/a", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "POST") + smuggled);
  await refused("two different Content-Lengths", head("/a", "Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd", "POST") + smuggled);
  await refused("Content-Lengths in one line", head("/a", "Content-Length: 4, 40\r\n\r\nabcd", "POST") + smuggled);
  for (const length of ["+4", "-1", "0x4", "4a", "99999999999999999999", "4 4"]) await refused(`Content-Length ${length}`, head("/a", `Content-Length: ${length}\r\n\r\nabcd`, "POST") + smuggled);
  for (const coding of ["xchunked", "chunked, identity", "identity, chunked, chunked", "\x0bchunked", "chunked\x00"]) {
    await refused(`Transfer-Encoding ${JSON.stringify(coding)}`, head("/a", `Transfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n`, "POST") + smuggled, [400, 501]);
  }
  await refused("Transfer-Encoding in HTTP/1.0", `POST /a HTTP/1.0\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`);
  await refused("a space before the colon", head("/a", "Content-Length : 4\r\n\r\nabcd", "POST") + smuggled);
  await refused("a folded header", head("/a", "X-Folded: one\r\n two\r\n\r\n"));
  await refused("a header without a colon", head("/a", "nonsense\r\n\r\n"));
  await refused("a NUL in a header", head("/a", "X-Nul: a\x00b\r\n\r\n"));
  await refused("a lone CR in a header", head("/a", "X-Cr: a\rSmuggled: b\r\n\r\n"));
  await refused("no Host", "GET / HTTP/1.1\r\n\r\n");
  await refused("two Hosts", head("/a", "Host: other.workers.localhost\r\n\r\n"));
  await refused("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n", [400, 404]);
  await refused("a chunk size that is no number", head("/a", "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", "POST"));
  await refused("a chunk size that overflows", head("/a", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n", "POST"));
  await refused("a chunk without its end", head("/a", "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", "POST") + smuggled);
  await refused("an endless chunk extension", head("/a", `Transfer-Encoding: chunked\r\n\r\n3;${"x".repeat(200000)}`, "POST"), [400, 413, 431]);
  await refused("a header of 1 MB", head("/a", `X-Big: ${"x".repeat(1 << 20)}\r\n\r\n`), [431, 400]);
  await refused("10,000 headers", head("/a", `${Array.from({ length: 10000 }, (_, i) => `X-${i}: y`).join("\r\n")}\r\n\r\n`), [431, 400]);
  await refused("trailers without end", head("/a", `Transfer-Encoding: chunked\r\n\r\n0\r\n${"X-T: y\r\n".repeat(50000)}`, "POST"), [431, 400]);
  await refused("a URL of 100 KB", head(`/${"x".repeat(100000)}`, "\r\n"), [414, 431, 400]);
  await refused("a request line that is none", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [400, 0]);
  await refused("HTTP/3.0 in the request line", `GET / HTTP/3.0\r\nHost: ${host}\r\n\r\n`, [400, 505]);
  await refused("CONNECT", `CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n`, [400, 404, 405, 501]);

  await manners(node, checks, head, status);
  await slow(node, checks, head);
}

/** What an honest client may do, however oddly it does it. */
async function manners(node, checks, head, status) {
  const host = `${node.host("wire")}:${node.http}`;
  await checks.that("ten pipelined requests are answered in order", async () => {
    const { text } = await raw(node.http, Array.from({ length: 10 }, (_, i) => head(`/p${i}`, i === 9 ? "Connection: close\r\n\r\n" : "\r\n")).join(""), { wait: 4000 });
    equal([...text.matchAll(/path (\/p\d)/g)].map((m) => m[1]), Array.from({ length: 10 }, (_, i) => `/p${i}`));
  });
  await checks.that("a request in single bytes is understood", async () => {
    const { text } = await raw(node.http, [...head("/slow", "Connection: close\r\nContent-Length: 3\r\n\r\nabc", "POST")], { pause: 1 });
    truth(text.includes("path /slow body 3"), text.slice(0, 200));
  });
  await checks.that("100-continue is sent when the Worker reads, an unknown expectation is 417", async () => {
    const first = await raw(node.http, [head("/expect", "Expect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n", "POST"), "abc"], { pause: 300 });
    truth(/^HTTP\/1\.1 100 .*HTTP\/1\.1 200 .*body 3/s.test(first.text), first.text.slice(0, 200));
    equal(status((await raw(node.http, head("/expect", "Expect: the-worst\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc", "POST"))).text), 417);
  });
  await checks.that("a body beyond the limit is 413 at once when announced, and when it turns out so", async () => {
    const announced = await raw(node.http, head("/big", "Content-Length: 200000000\r\n\r\nabc", "POST"));
    truth(status(announced.text) === 413 && announced.closed, announced.text.slice(0, 120));
    const block = `100000\r\n${"x".repeat(0x100000)}\r\n`;
    const found = await raw(node.http, [head("/big", "Transfer-Encoding: chunked\r\n\r\n", "POST"), ...Array.from({ length: 120 }, () => block)], { wait: 15000 });
    truth(status(found.text) === 413 || (found.text === "" && found.closed), `answered ${found.text.slice(0, 120)}`);
  });
  await checks.that("HTTP/1.0 is answered and closed", async () => {
    const { text, closed } = await raw(node.http, `GET /old HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
    truth(closed && status(text) === 200 && text.includes("path /old") && !/transfer-encoding/i.test(text), text.slice(0, 200));
  });
  await checks.that("an unknown host and an unknown Worker are 404 with a page that says so", async () => {
    for (const name of [`nobody.workers.localhost:${node.http}`, "example.org", "127.0.0.1"]) {
      const answer = await node.ask("wire", "/", { host: name });
      truth(answer.status === 404 && answer.text.length > 20, `${name}: ${answer.status} ${answer.text.slice(0, 80)}`);
    }
  });
}

/** Slow ones side by side, since each takes as long as the node is patient. */
async function slow(node, checks, head) {
  const patience = 65000;
  const timed = (sentence, parts, options) => checks.that(sentence, async () => {
    const { closed, ms } = await raw(node.http, parts, { wait: patience, ...options });
    truth(closed, `still open after ${Math.round(ms)} ms`);
  });
  await Promise.all([
    timed("slowloris: a header byte every second is cut off within a minute", [head("/loris"), ...Array.from({ length: 100 }, () => "X")], { pause: 1000 }),
    timed("a connection that says nothing is cut off within a minute", []),
    timed("a body that never comes is cut off within a minute", head("/body", "Content-Length: 100\r\n\r\nabc", "POST")),
    checks.that("300 slow connections do not keep others from being served", async () => {
      const crowd = Array.from({ length: 300 }, () => raw(node.http, [head("/crowd")], { wait: 4000 }));
      await new Promise((go) => setTimeout(go, 500));
      const answer = await node.ask("wire", "/among-them", { agent: false });
      truth(answer.status === 200 && answer.ms < 1500, `${answer.status} in ${Math.round(answer.ms)} ms`);
      await Promise.all(crowd);
    }),
  ]);
}
