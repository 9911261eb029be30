// Hello, echo and the 1 MB stream: what the platform itself costs.
import { echoBody } from "../workers.mjs";
import { paired } from "./paired.mjs";

const post = { method: "POST", body: echoBody, type: "application/json" };
const routes = {
  hello: { request: { path: "/hello" }, ratio: 4, floor: 3, cpu: 40 },
  echo: { request: { path: "/echo", ...post }, ratio: 4, floor: 3, cpu: 55 },
  stream: { request: { path: "/stream" }, ratio: 1.8, floor: 1.5, cpu: 1300 },
};

export async function routeRows(sides, wanted, options, report) {
  for (const name of wanted.filter((n) => n in routes)) {
    const { request, ...target } = routes[name];
    const both = await paired(sides, { worker: "bench-routes", ...request }, options);
    const { selvedge: s, workerd: w, ratio } = both;
    report.row({ what: `${name}: requests/s at 32 connections`, s: s?.rps, w: w?.rps, ratio: ratio.rps, target: `≥ ${target.ratio} × (never < ${target.floor})`, met: ratio.rps >= target.ratio });
    report.row({ what: `${name}: CPU µs per request`, s: s?.cpu, w: w?.cpu, ratio: ratio.cpu, target: `≤ ${target.cpu} µs`, met: s?.cpu <= target.cpu });
    report.row({ what: `${name}: p50 ms at 32 connections`, s: s?.p50, w: w?.p50, ratio: ratio.p50 });
    report.row({ what: `${name}: p99 ms at 32 connections`, s: s?.p99, w: w?.p99, ratio: ratio.p99, target: "≤ workerd", met: s?.p99 <= w?.p99 });
    const one = await paired(sides, { worker: "bench-routes", ...request }, { ...options, connections: 1, warm: 0, seconds: Math.min(3, options.seconds) });
    report.row({ what: `${name}: p50 ms at one connection`, s: one.selvedge?.p50, w: one.workerd?.p50, ratio: one.ratio.p50, target: "≤ workerd", met: one.selvedge?.p50 <= one.workerd?.p50 });
    report.row({ what: `${name}: CPU µs per request at one connection`, s: one.selvedge?.cpu, w: one.workerd?.cpu, ratio: one.ratio.cpu });
  }
}

/** Workers that compute: the platform must not make their own work dearer. */
export async function cpuRows(sides, workers, options, report) {
  for (const [label, worker] of workers) {
    const both = await paired(sides, { worker: worker.name, path: "/" }, { ...options, connections: 4, warm: 2 });
    const { selvedge: s, workerd: w, ratio } = both;
    report.row({ what: `${label}: CPU µs per request`, s: s?.cpu, w: w?.cpu, ratio: ratio.cpu, target: "≤ 1.1 ×", met: ratio.cpu <= 1.1 });
  }
}
