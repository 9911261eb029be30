// Durable Objects: counters, SQL upserts and calls on one object and on a hundred, echoes through sockets that may sleep.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "../../kit/table.mjs";
import { sleep } from "../../kit/processes.mjs";
import { paired } from "./paired.mjs";

const stored = { ratio: 8, cpu: 6 };
const routes = {
  "object-one": { what: "counter on one object", path: "/one", ...stored },
  "object-hundred": { what: "counter on 100 objects", path: "/hundred", ...stored },
  "object-sql-one": { what: "RPC and SQL upsert on one object", path: "/sql/one", ...stored },
  "object-sql-hundred": { what: "RPC and SQL upsert on 100 objects", path: "/sql/hundred", ...stored },
  "object-rpc-one": { what: "RPC in memory, one object", path: "/rpc/one", ratio: 5 },
  "object-rpc-hundred": { what: "RPC in memory, 100 objects", path: "/rpc/hundred", ratio: 5 },
};
const sockets = {
  "object-echo": { what: "WebSocket echo through an object", path: "/echo", ratio: 3 },
  "object-echo-sleeping": { what: "WebSocket echo through an object whose sockets sleep", path: "/echo/sleeping", ratio: 3 },
};

export const objectRoutes = [...Object.keys(routes), ...Object.keys(sockets)];

function rows(report, { what, ratio: least, cpu }, both, unit) {
  const { selvedge: s, workerd: w, ratio } = both;
  report.row({ what: `${what}: ${unit}s/s at 32 connections`, s: s?.rps, w: w?.rps, ratio: ratio.rps, target: `≥ ${least} ×`, met: ratio.rps >= least });
  const target = cpu ? { target: `≤ 1/${cpu}`, met: ratio.cpu <= 1 / cpu } : {};
  report.row({ what: `${what}: CPU µs per ${unit}`, s: s?.cpu, w: w?.cpu, ratio: ratio.cpu, ...target });
  if (both.first) report.row({ what: `${what}: ${unit}s/s in the first 4 s`, s: both.first.selvedge, w: both.first.workerd, ratio: both.first.selvedge / both.first.workerd });
  report.row({ what: `${what}: p50 ms`, s: s?.p50, w: w?.p50, ratio: ratio.p50 });
  report.row({ what: `${what}: p99 ms`, s: s?.p99, w: w?.p99, ratio: ratio.p99 });
}

/** One run of the echo client; CPU is counted from the moment when every socket is open. */
function echoes(side, request, { seconds, connections = 32 }) {
  const { port, host } = side.address(request);
  const client = spawn(process.execPath, [fileURLToPath(new URL("../echo.mjs", import.meta.url)), port, host, request.path, connections, seconds], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  let before = side.usage(), text = "";
  client.on("message", () => (before = side.usage()));
  client.stdout.on("data", (bytes) => (text += bytes));
  return new Promise((done, failed) => {
    client.on("error", failed);
    client.on("close", () => {
      if (!text) return failed(new Error(`the echo client said nothing of ${side.name}`));
      const result = JSON.parse(text);
      if (result.broken || !result.requests) console.error(`  ! ${side.name} ${request.path}: ${result.broken} broken sockets, ${result.requests} messages`);
      return done({ ...result, cpu: ((side.usage().cpu - before.cpu) * 1e6) / result.requests });
    });
  });
}

async function pairedEchoes(sides, request, load) {
  const runs = Object.fromEntries(sides.map(({ name }) => [name, []]));
  for (const side of sides) await echoes(side, request, { ...load, seconds: 4 });
  for (let i = 0; i < load.rounds; i++) {
    for (const side of i % 2 ? sides.toReversed() : sides) {
      runs[side.name].push(await echoes(side, request, load));
      await sleep(200);
    }
  }
  const keys = ["rps", "p50", "p99", "cpu"];
  const found = Object.fromEntries(Object.entries(runs).map(([name, list]) => [name, Object.fromEntries(keys.map((k) => [k, median(list.map((r) => r[k]))]))]));
  const ratio = Object.fromEntries(keys.map((k) => [k, median(runs.selvedge?.map((r, i) => r[k] / runs.workerd?.[i]?.[k]) ?? [NaN])]));
  return { ...found, ratio };
}

export async function objectRows(sides, wanted, load, report) {
  for (const name of wanted.filter((n) => n in routes)) {
    rows(report, routes[name], await paired(sides, { worker: "bench-objects", path: routes[name].path }, { ...load, warm: "steady" }), "request");
  }
  for (const name of wanted.filter((n) => n in sockets)) {
    rows(report, sockets[name], await pairedEchoes(sides, { worker: "bench-objects", path: sockets[name].path }, load), "message");
  }
}
