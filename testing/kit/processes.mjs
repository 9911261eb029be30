// Starting, measuring and ending processes of our own. Nothing here looks for a process by name.
import { spawn } from "node:child_process";
import { openSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export { sleep };
const alive = new Set();

export function start(command, args, { log, env, cwd, stdin = "ignore" } = {}) {
  const out = log ? openSync(log, "a") : "ignore";
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: [stdin, out, out] });
  alive.add(child);
  child.ended = new Promise((done) => child.once("exit", (code, signal) => (alive.delete(child), done({ code, signal }))));
  child.on("error", (e) => console.error(`${command}: ${e.message}`));
  return child;
}

/** SIGTERM, and SIGKILL for whatever of the tree is left after `grace` ms. */
export async function stop(child, grace = 5000) {
  const tree = descendants(child.pid);
  const exited = child.exitCode !== null || child.signalCode !== null;
  if (!exited) child.kill("SIGTERM");
  const result = exited ? undefined : await Promise.race([child.ended, sleep(grace, undefined)]);
  for (const pid of tree) signal(pid, "SIGKILL");
  if (!exited) await child.ended;
  return result;
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

process.on("exit", () => {
  for (const child of alive) for (const pid of descendants(child.pid)) signal(pid, "SIGKILL");
});
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => process.exit(130));

function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** The process and everything below it, parents first. */
export function descendants(pid) {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = +stat(name)[1];
      children.set(parent, [...(children.get(parent) ?? []), +name]);
    } catch {} // it ended meanwhile
  }
  const tree = [];
  for (const todo = [pid]; todo.length > 0; ) {
    const next = todo.shift();
    tree.push(next);
    todo.push(...(children.get(next) ?? []));
  }
  return tree;
}

/** CPU seconds, resident MiB and proportional MiB (shared pages divided) of a process tree. */
export function usage(pid, { proportional = false } = {}) {
  const sum = { cpu: 0, rss: 0, pss: 0, processes: 0 };
  for (const member of descendants(pid)) {
    try {
      const fields = stat(member);
      sum.cpu += (+fields[11] + +fields[12]) / 100;
      sum.rss += (+fields[21] * 4096) / 1048576;
      sum.processes++;
      if (proportional) sum.pss += +/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, "utf8"))[1] / 1024;
    } catch {} // it ended meanwhile
  }
  return sum;
}

/** Resident MiB of one process alone; 0 for one that has ended, as the engine that tries uploads does when there are none. */
export function resident(pid) {
  try {
    return (+stat(pid)[21] * 4096) / 1048576;
  } catch {
    return 0;
  }
}

/** Ports that were free a moment ago; all are held until the last is found, so that no two are the same. */
export async function freePorts(count) {
  const servers = [];
  for (let i = 0; i < count; i++) {
    const server = createServer();
    await new Promise((done, failed) => server.on("error", failed).listen(0, "127.0.0.1", done));
    servers.push(server);
  }
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

export const freePort = async () => (await freePorts(1))[0];

/** Asks `probe` until it gives something truthy; its last error is part of the complaint. */
export async function until(what, probe, { within = 15000, every = 5 } = {}) {
  const end = performance.now() + within;
  for (let last; ; ) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (e) {
      if (e.final) throw e;
      last = e;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${within} ms${last ? ` (${last.message})` : ""}`);
    await sleep(every);
  }
}
