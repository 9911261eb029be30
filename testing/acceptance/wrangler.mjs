// Running the official wrangler against a node, in a copy of an application, as its developer would.
import { spawn } from "node:child_process";
import { cpSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wasmLoop } from "../kit/bundle.mjs";
import { modules, scratch, wranglers } from "../kit/paths.mjs";
import { start } from "../kit/processes.mjs";

/** Binary modules are written into the copies: the repository holds text only. */
const binaries = {
  bundled: { "src/bytes.bin": Buffer.from([0, 1, 2, 254, 255]), "src/loop.wasm": wasmLoop() },
  loose: { "src/lib/bytes.bin": Buffer.from([9, 8, 7]), "src/lib/loop.wasm": wasmLoop() },
};

/** A copy of `apps/<name>` with the clients' node_modules beside it, so that nothing is written into the repository. */
export function checkout(name) {
  const folder = join(scratch(`app-${name}`), name);
  cpSync(fileURLToPath(new URL(`./apps/${name}`, import.meta.url)), folder, { recursive: true });
  for (const [path, content] of Object.entries(binaries[name] ?? {})) writeFileSync(join(folder, path), content);
  symlinkSync(modules, join(folder, "node_modules"));
  return folder;
}

export class Wrangler {
  constructor(which, node) {
    this.which = which;
    this.command = wranglers[which];
    this.home = scratch("home");
    this.env = { ...node?.env, HOME: this.home, XDG_CONFIG_HOME: this.home, CI: "1", NO_COLOR: "1", FORCE_COLOR: "0", WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", CLOUDFLARE_CF_FETCH_ENABLED: "false" };
  }

  /** Gives { code, out }; `input` is written to its stdin. */
  run(folder, args, { input } = {}) {
    return new Promise((done) => {
      const child = spawn(this.command.node, [this.command.script, ...args], { cwd: folder, env: { ...process.env, ...this.env }, stdio: ["pipe", "pipe", "pipe"] });
      let out = "";
      for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (chunk) => (out += chunk));
      const timer = setTimeout(() => child.kill("SIGKILL"), 90000);
      child.on("close", (code) => (clearTimeout(timer), done({ code, out })));
      child.stdin.on("error", () => {});
      child.stdin.end(input ?? "");
    });
  }

  /** A run that must succeed; gives what it printed. */
  async must(folder, ...args) {
    const options = typeof args.at(-1) === "object" ? args.pop() : {};
    const { code, out } = await this.run(folder, args, options);
    if (code !== 0) throw new Error(`wrangler ${args.join(" ")} ended with ${code}: ${out.trim().slice(-700)}`);
    return out;
  }

  /** Stays running (tail); lines go to `lines`. */
  stay(folder, args) {
    const log = join(this.home, `${args[0]}.log`);
    const child = start(this.command.node, [this.command.script, ...args], { cwd: folder, env: this.env, log });
    return { child, output: () => readFileSync(log, "utf8") };
  }

  /** What it would upload, as modules for workerd. */
  async built(folder, entry) {
    const out = join(folder, ".built");
    await this.must(folder, "deploy", "--dry-run", "--outdir", out);
    const types = { ".js": "esm", ".mjs": "esm", ".wasm": "wasm", ".txt": "text", ".bin": "data" };
    const type = (name) => types[/\.\w+$/.exec(name)?.[0]];
    const names = readdirSync(out, { recursive: true }).map(String).filter((name) => type(name));
    const main = names.find((name) => name === entry);
    return [main, ...names.filter((name) => name !== main)].map((name) => ({ name, type: type(name), content: readFileSync(join(out, name)) }));
  }
}
