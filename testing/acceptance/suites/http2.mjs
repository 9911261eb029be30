// HTTP/2 without TLS (prior knowledge): ordinary clients are served, and the known abuses end a connection, never the node.
import { execFile } from "node:child_process";
import { connect as h2connect } from "node:http2";
import { connect } from "node:net";
import { promisify } from "node:util";
import { inline } from "../../kit/bundle.mjs";
import { equal, truth } from "../checks.mjs";

const run = promisify(execFile);
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Sends frames without end until the other side has had enough; gives whether it closed, and what was sent. */
function flood(port, opening, again, { atMost = 64 << 20, wait = 12000 } = {}) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    let sent = 0, over = false;
    const finish = (closed) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.destroy();
      done({ closed, sent });
    };
    const timer = setTimeout(() => finish(false), wait);
    socket.on("close", () => finish(true)).on("error", () => finish(true)).on("end", () => finish(true));
    socket.resume();
    const more = () => {
      while (!over && sent < atMost) {
        const bytes = again(sent);
        sent += bytes.length;
        if (!socket.write(bytes)) return socket.once("drain", more);
      }
    };
    socket.on("connect", () => {
      socket.write(Buffer.concat([preface, frame(4, 0, 0), ...opening]));
      more();
    });
  });
}

export async function http2(node, checks) {
  await node.api.deploy(inline("two", `export default { async fetch(request) {
    if (new URL(request.url).pathname === "/big") return new Response("x".repeat(3000000));
    return Response.json({ path: new URL(request.url).pathname, host: request.headers.get("host"), size: (await request.arrayBuffer()).byteLength, proto: request.cf?.httpProtocol });
  } };`));
  const host = `${node.host("two")}:${node.http}`;
  const pid = node.pids()[0];
  const serves = async () => {
    equal((await node.ask("two", "/after", { agent: false })).json().path, "/after");
    equal(node.pids()[0], pid, "the node's process");
  };

  await checks.that("curl --http2-prior-knowledge, GET and POST", async () => {
    const { stdout } = await run("curl", ["-sS", "--http2-prior-knowledge", "-H", `Host: ${host}`, "-d", "x".repeat(100000), "-w", "\n%{http_version} %{http_code}", `http://127.0.0.1:${node.http}/curl`]);
    const [body, version] = stdout.split("\n");
    equal(version, "2 200");
    equal([JSON.parse(body).path, JSON.parse(body).size, JSON.parse(body).proto], ["/curl", 100000, "HTTP/2"]);
  });
  await checks.that("curl --http2, upgraded from HTTP/1.1 or served as it", async () => {
    const { stdout } = await run("curl", ["-sS", "--http2", "-H", `Host: ${host}`, "-o", "/dev/null", "-w", "%{http_code}", `http://127.0.0.1:${node.http}/up`]);
    equal(stdout, "200");
  });
  await checks.that("h2load, 4,000 requests over 4 connections with 16 streams each", async () => {
    const { stdout } = await run("h2load", ["-n4000", "-c4", "-m16", "-H", `:authority: ${host}`, `http://127.0.0.1:${node.http}/load`]);
    truth(/4000 succeeded, 0 failed, 0 errored/.test(stdout) && /4000 2xx/.test(stdout), stdout.split("\n").slice(-12).join(" "));
  });
  await checks.that("h2load of a 3 MB answer", async () => {
    const { stdout } = await run("h2load", ["-n40", "-c2", "-m8", "-H", `:authority: ${host}`, `http://127.0.0.1:${node.http}/big`]);
    truth(/40 succeeded, 0 failed, 0 errored/.test(stdout), stdout.split("\n").slice(-12).join(" "));
  });
  await checks.that("rapid reset: 30,000 streams opened and cancelled", async () => {
    const ended = await new Promise((done) => {
      const client = h2connect(`http://127.0.0.1:${node.http}`);
      let opened = 0, over = false;
      const finish = (how) => {
        if (over) return;
        over = true;
        client.destroy();
        done(how);
      };
      client.on("goaway", (code) => finish(`goaway ${code}`)).on("error", (e) => finish(e.code)).on("close", () => finish("closed"));
      const burst = () => {
        for (let i = 0; i < 200 && !over && !client.closed; i++, opened++) {
          const stream = client.request({ ":path": "/reset", ":authority": host });
          stream.on("error", () => {});
          stream.close(8);
        }
        if (opened >= 30000) setTimeout(() => finish("let through"), 1000);
        else if (!over) setImmediate(burst);
      };
      client.on("connect", burst);
    });
    truth(ended !== "let through", "30,000 resets on one connection were all let through");
    await serves();
  });
  await abuses(node, checks, serves);
}

/** sentence: [frames sent once, the frame sent again and again]. */
const abusive = {
  "a flood of CONTINUATION frames": [[frame(1, 0, 1, Buffer.from([0x82]))], () => frame(9, 0, 1, Buffer.alloc(8000, 0x40))],
  "a flood of SETTINGS": [[], () => Buffer.concat(Array.from({ length: 100 }, () => frame(4, 0, 0, Buffer.from([0, 4, 0, 0, 255, 255]))))],
  "a flood of PING": [[], () => Buffer.concat(Array.from({ length: 100 }, () => frame(6, 0, 0, Buffer.alloc(8))))],
  "a flood of empty DATA frames": [[frame(1, 4, 1, Buffer.from([0x83, 0x86, 0x84, 0x41, 0x01, 0x61]))], () => Buffer.concat(Array.from({ length: 500 }, () => frame(0, 0, 1)))],
  "DATA on a stream that was never opened": [[], () => frame(0, 0, 7, Buffer.alloc(100))],
  "a frame larger than allowed": [[], () => frame(0, 0, 1, Buffer.alloc(1 << 20))],
  "header compression nonsense": [[frame(1, 5, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]))], () => frame(6, 0, 0, Buffer.alloc(8))],
  "PRIORITY of every stream": [[], (sent) => frame(2, 0, ((sent / 14) * 2 + 1) & 0x7fffffff, Buffer.from([0, 0, 0, 0, 16]))],
};

async function abuses(node, checks, serves) {
  for (const [sentence, [opening, again]] of Object.entries(abusive)) {
    await checks.that(`ends the connection, not the node: ${sentence}`, async () => {
      const { closed, sent } = await flood(node.http, opening, again, { atMost: sentence.startsWith("PRIORITY") ? 1 << 20 : 64 << 20 });
      await serves();
      truth(closed || sentence.startsWith("PRIORITY"), `${sent} bytes were taken`);
    });
  }
}
