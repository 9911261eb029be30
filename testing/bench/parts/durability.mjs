// How durable each side is: the calls that wait for the disk, counted while a hundred writes are acknowledged one by one.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../../kit/paths.mjs";
import { descendants, sleep, until } from "../../kit/processes.mjs";

const calls = "fsync,fdatasync,sync_file_range,msync,syncfs";

/** Gives the number of calls, or undefined where strace is missing or may not look. */
async function counted(pid, ask) {
  const file = join(scratch("strace"), "calls");
  const targets = descendants(pid).flatMap((p) => ["-p", `${p}`]);
  const strace = spawn("strace", ["-f", "-qq", "-e", `trace=${calls}`, "-o", file, ...targets], { stdio: "ignore" });
  const failed = new Promise((done) => strace.once("error", () => done(true)).once("exit", (code) => done(code !== 0)));
  if (await Promise.race([failed, sleep(1500, false)])) return undefined;
  for (let i = 0; i < 100; i++) await ask();
  strace.kill("SIGINT");
  await Promise.race([failed, sleep(3000)]);
  await until("strace to write", () => existsSync(file));
  return readFileSync(file, "utf8").split("\n").filter((line) => new RegExp(`\\b(${calls.replaceAll(",", "|")})\\(`).test(line)).length;
}

export async function durabilityRow(node, judge, report) {
  const ours = node && (await counted(node.child.pid, () => node.ask("bench-objects", "/one")));
  const theirs = judge && (await counted(judge.child.pid, () => judge.ask("bench-objects", "/one")));
  if (ours === undefined && theirs === undefined) return report.note("  strace cannot look here: how often each side waits for its disk is not told");
  report.row({ what: "calls that wait for the disk in 100 acknowledged writes, one after another", s: ours, w: theirs, target: "≥ 100", met: ours >= 100 });
  if (theirs === 0) report.note("  workerd acknowledges writes without waiting for the disk; Selvedge was measured with fsync on");
}
