// ./dev fuzz [TARGET…] [SECONDS]: hostile bytes, guided by coverage, for everything in Java that reads what a stranger wrote.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../kit/paths.mjs";
import { table } from "../kit/table.mjs";

const java = join(process.env.JAVA_HOME, "bin/java");
const built = join(root, "testing/fuzz/target");
const libraries = readdirSync(join(built, "dependency")).map((jar) => join(built, "dependency", jar));
const classPath = [join(built, "classes"), ...libraries].join(":");
const home = join(root, "dist/fuzz");

/** The names that there are, or what the class says to a name and a folder. */
const seeds = (...args) => execFileSync(java, ["-cp", classPath, "dev.selvedge.fuzz.Fuzz", ...args], { encoding: "utf8" });
const known = seeds().trim().split("\n");

const args = process.argv.slice(2);
const seconds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 60);
const named = args.filter((arg) => !/^\d+$/.test(arg));
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length) {
  console.error(`There is no target ${unknown.join(", ")}. There are: ${known.join(" ")}.`);
  process.exit(64);
}

/** What was found in earlier runs stays in `corpus` and is where the next run begins. */
function fuzz(target) {
  const folder = join(home, target);
  const corpus = join(folder, "corpus");
  const finds = join(folder, "finds");
  for (const each of [corpus, finds]) mkdirSync(each, { recursive: true });
  seeds(target, corpus);
  const before = new Set(readdirSync(finds));
  const run = spawnSync(java, [
    "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+EnableDynamicAgentLoading",
    "-cp", classPath, "com.code_intelligence.jazzer.Jazzer",
    "--target_class=dev.selvedge.fuzz.Fuzz", `--target_args=${target}`,
    "--instrumentation_includes=dev.selvedge.**", "--custom_hook_includes=dev.selvedge.**", "--disabled_hooks=.*", `--reproducer_path=${finds}`,
    `-max_total_time=${seconds}`, "-max_len=4096", "-timeout=10", "-rss_limit_mb=3000", "-use_value_profile=1", `-artifact_prefix=${finds}/`, corpus,
  ], { encoding: "utf8", maxBuffer: 1 << 28, cwd: folder });
  const log = join(folder, "log");
  writeFileSync(log, run.stdout + run.stderr);
  const said = readFileSync(log, "utf8");
  const runs = /Done (\d+) runs/.exec(said)?.[1] ?? /#(\d+)\s+\S+\s+cov:[^\n]*(?![\s\S]*#\d+\s+\S+\s+cov:)/.exec(said)?.[1] ?? "–";
  const covered = [...said.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? "–";
  const found = readdirSync(finds).filter((file) => !before.has(file) && !file.endsWith(".java"));
  const why = /== Java Exception: (.*)/.exec(said)?.[1] ?? /ERROR: libFuzzer: (.*)/.exec(said)?.[1] ?? "";
  const verdict = run.status === 0 ? "nothing found" : why ? `FOUND ${why.slice(0, 100)}` : `it ended with ${run.status ?? run.signal}, see ${log}`;
  return { target, runs, covered, verdict, found: found.map((file) => join(finds, file)), good: run.status === 0 };
}

const results = [];
for (const target of named.length ? named : known) {
  const result = fuzz(target);
  results.push(result);
  console.log(`${result.good ? "ok  " : "FAIL"} ${target}: ${result.runs} runs, ${result.verdict}`);
  for (const file of result.found) console.log(`     ${existsSync(file) ? file : ""}`);
}
console.log(`\n${table(["target", "runs", "edges", "verdict"], results.map((r) => [r.target, r.runs, r.covered, r.verdict]))}`);
const bad = results.filter((r) => !r.good).length;
console.log(`\n${results.length - bad} passed, ${bad} failed`);
process.exit(bad ? 1 : 0);
