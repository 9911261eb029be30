// wrk as the load client: one run, its rates, quantiles and failures as numbers.
import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "./paths.mjs";

let folder;
const milliseconds = (text) => {
  const [, value, unit] = /([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return value * { us: 1e-3, ms: 1, s: 1e3, m: 6e4 }[unit];
};

export function requireWrk() {
  try {
    execFileSync("wrk", ["-v"], { stdio: "ignore" });
  } catch (e) {
    if (e.code === "ENOENT") throw new Error("wrk is missing: install it (Debian: apt-get install wrk)");
  }
}

/** The Host header has to come from the script: wrk's own option for it is lost once a script sets headers. */
function script({ host, method = "GET", body, type }) {
  folder ??= scratch("wrk");
  const file = join(folder, `${host}-${method}.lua`.replaceAll(/[^\w.-]/g, "_"));
  const lines = [`wrk.method = "${method}"`, `wrk.headers["Host"] = "${host}"`];
  if (body) lines.push(`wrk.headers["content-type"] = "${type}"`, `wrk.body = ${JSON.stringify(body)}`);
  writeFileSync(file, lines.join("\n"));
  return file;
}

export function wrk({ port, path, host, seconds, connections = 32, threads = Math.min(2, connections), ...rest }) {
  const args = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "10s",
    "-s", script({ host, ...rest }), `http://127.0.0.1:${port}${path}`];
  return new Promise((done, failed) => {
    execFile("wrk", args, { encoding: "utf8", timeout: (seconds + 30) * 1000 }, (error, out) => {
      if (error) return failed(error);
      const find = (pattern) => pattern.exec(out)?.[1];
      done({
        rps: +find(/Requests\/sec:\s+([\d.]+)/), p50: milliseconds(find(/^\s+50%\s+(\S+)/m)), p99: milliseconds(find(/^\s+99%\s+(\S+)/m)),
        requests: +find(/(\d+) requests in/), bad: +(find(/Non-2xx or 3xx responses: (\d+)/) ?? 0), broken: find(/Socket errors: (.*)/) ?? "",
      });
    });
  });
}
