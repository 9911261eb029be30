// What the platform itself does for a Worker: proxying, streams, forms, URLs, compression.
import { paired } from "./paired.mjs";

const boundary = "----bench";
const part = (name, value) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${value}\r\n`;
const form = `${Array.from({ length: 8 }, (_, i) => part(`field${i}`, `\r\n\r\nvalue ${i}`)).join("")}${part("file", `; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\n${"0123456789".repeat(900)}`)}--${boundary}--\r\n`;

const rates = {
  proxy: { path: "/proxy", connections: 32, ratio: 2.5, floor: 2 },
  proxy100mb: { path: "/proxy100mb", connections: 4, ratio: 1, floor: 1 },
};
const costs = {
  transform10mb: { path: "/transform10mb" },
  formdata: { path: "/formdata", method: "POST", body: form, type: `multipart/form-data; boundary=${boundary}` },
  url: { path: "/url" },
  gzip1mb: { path: "/gzip1mb" },
};

export const platformRoutes = [...Object.keys(rates), ...Object.keys(costs)];

export async function platformRows(sides, wanted, options, report) {
  for (const name of wanted.filter((n) => n in rates)) {
    const { connections, ratio: least, floor, ...request } = rates[name];
    const { selvedge: s, workerd: w, ratio } = await paired(sides, { worker: "bench-routes", ...request }, { ...options, connections });
    report.row({ what: `${name}: requests/s at ${connections} connections`, s: s?.rps, w: w?.rps, ratio: ratio.rps, target: `≥ ${least} × (never < ${floor})`, met: ratio.rps >= least });
    report.row({ what: `${name}: CPU µs per request`, s: s?.cpu, w: w?.cpu, ratio: ratio.cpu });
    report.row({ what: `${name}: p99 ms at ${connections} connections`, s: s?.p99, w: w?.p99, ratio: ratio.p99 });
    report.row({ what: `${name}: resident MiB`, s: s?.rss, w: w?.rss, ratio: s?.rss / w?.rss });
  }
  for (const name of wanted.filter((n) => n in costs)) {
    const { selvedge: s, workerd: w, ratio } = await paired(sides, { worker: "bench-routes", ...costs[name] }, { ...options, connections: 4 });
    report.row({ what: `${name}: CPU µs per request`, s: s?.cpu, w: w?.cpu, ratio: ratio.cpu, target: "≤ workerd", met: ratio.cpu <= 1 });
    report.row({ what: `${name}: requests/s at 4 connections`, s: s?.rps, w: w?.rps, ratio: ratio.rps });
  }
}
