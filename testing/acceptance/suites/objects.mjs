// Classes of Durable Objects through their life, in the words of wrangler: made, bound, renamed, handed over, deleted.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { equal, truth } from "../checks.mjs";
import { checkout } from "../wrangler.mjs";

const date = "2026-04-01";
const bind = (name, class_name, script_name) => ({ name, class_name, ...(script_name ? { script_name } : {}) });
const live = { type: "durable-object", storage: "sqlite" };

/** A Worker of its own folder whose configuration and code change from deploy to deploy. */
class Project {
  constructor(node, wrangler, name) {
    Object.assign(this, { node, wrangler, name, folder: checkout("objects") });
    this.original = readFileSync(join(this.folder, "src/index.js"), "utf8");
  }

  write(more, { bindings = [], code = this.original } = {}) {
    writeFileSync(join(this.folder, "src/index.js"), code);
    writeFileSync(join(this.folder, "wrangler.jsonc"),
      JSON.stringify({ name: this.name, main: "src/index.js", compatibility_date: date, durable_objects: { bindings }, ...more }));
    return this;
  }

  deploy() {
    return this.wrangler.must(this.folder, "deploy");
  }

  /** A command that must fail and say so in these words. */
  async refused(words, ...args) {
    const { code, out } = await this.wrangler.run(this.folder, args);
    truth(code !== 0, `${args.join(" ")} went through`);
    for (const word of words) truth(word instanceof RegExp ? word.test(out) : out.includes(word), `${word} is not in ${out.slice(-800)}`);
  }

  /** The namespaces of its classes, by class. */
  async namespaces() {
    const all = await this.node.api.result("GET", `/accounts/${this.node.api.account}/workers/durable_objects/namespaces?per_page=1000`);
    return Object.fromEntries(all.filter((n) => n.script === this.name).map((n) => [n.class, n]));
  }

  async ask(path) {
    const answer = await this.node.ask(this.name, path);
    if (answer.status !== 200) throw new Error(`${this.name}${path} answers ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer.json();
  }
}

const v1 = { tag: "v1", new_sqlite_classes: ["Counter"], new_classes: ["Room"] };
const both = [bind("COUNTERS", "Counter"), bind("ROOMS", "Room")];
const renamedCode = (code) => code.replaceAll(/\bRoom\b/g, "Hall");

export async function objects(node, wrangler, checks) {
  const which = wrangler.which.includes("newest") ? "new" : "old";
  const owner = new Project(node, wrangler, `objects-${which}`);
  const other = new Project(node, wrangler, `reader-${which}`);
  await making(owner, checks);
  await changing(owner, other, checks);
  await deleting(owner, other, checks);
  if (which === "new") await declaring(new Project(node, wrangler, "declared"), new Project(node, wrangler, "receiver"), checks);
}

async function making(owner, checks) {
  await checks.that("a deploy with a migration makes its classes", async () => {
    const out = await owner.write({ migrations: [v1] }, { bindings: both }).deploy();
    truth(out.includes("COUNTERS"), `the binding is not shown in ${out.slice(-500)}`);
    const { Counter, Room } = await owner.namespaces();
    equal([Counter?.use_sqlite, Room?.use_sqlite], [true, false]);
  });
  await checks.that("objects keep what they stored from deploy to deploy", async () => {
    const before = await owner.namespaces();
    equal((await owner.ask("/COUNTERS/a")).count, 1);
    await owner.write({ migrations: [v1] }, { bindings: both, code: `${owner.original}// again\n` }).deploy();
    equal(await owner.namespaces(), before);
    equal((await owner.ask("/COUNTERS/a")).count, 2);
    equal((await owner.ask("/COUNTERS/b")).count, 1);
    equal((await owner.ask("/ROOMS/a?say=x")).said, ["x"]);
  });
  await checks.that("a class that no migration made cannot be bound", () =>
    owner.write({ migrations: [v1] }, { bindings: [...both, bind("MORE", "More")], code: `${owner.original}export class More {}\n` })
      .refused(["Cannot create binding for class 'More' because it is not currently configured to implement Durable Objects", "10061"], "deploy"));
  await checks.that("a migration for a class that is not exported is refused", () =>
    owner.write({ migrations: [v1, { tag: "v2", new_sqlite_classes: ["More"] }] }, { bindings: both })
      .refused(["Cannot apply new-sqlite-class migration to class 'More' that is not exported by script", "10070"], "deploy"));
  await checks.that("code without a class that has objects is refused", () =>
    owner.write({ migrations: [v1] }, { code: "export default { fetch: () => new Response() };" }).refused(["does not export class 'Counter'", "10064"], "deploy"));
  await checks.that("a version upload brings no migration", () =>
    owner.write({ migrations: [v1, { tag: "v2", new_sqlite_classes: ["More"] }] }, { bindings: both, code: `${owner.original}export class More {}\n` })
      .refused([/10211|pending Durable Object migration/], "versions", "upload")); // the newest looks for itself
}

const v2 = { tag: "v2", renamed_classes: [{ from: "Room", to: "Hall" }] };
const renamed = [bind("COUNTERS", "Counter"), bind("ROOMS", "Hall")];

async function changing(owner, other, checks) {
  await checks.that("another Worker reaches the same objects", async () => {
    await other.write({}, { bindings: [bind("ROOMS", "Room", owner.name)] }).deploy();
    equal((await other.ask("/ROOMS/a?say=y")).said, ["x", "y"]);
  });
  await checks.that("a renamed class keeps its objects, for other Workers too", async () => {
    const { Room } = await owner.namespaces();
    await owner.write({ migrations: [v1, v2] }, { bindings: renamed, code: renamedCode(owner.original) }).deploy();
    const after = await owner.namespaces();
    equal(after.Hall?.id, Room.id);
    equal(after.Room, undefined);
    equal(await other.ask("/ROOMS/a?say=z"), { class: "Hall", said: ["x", "y", "z"] });
  });
}

async function deleting(owner, other, checks) {
  const v3 = { tag: "v3", deleted_classes: ["Hall"] };
  const counterOnly = owner.original.replace("export class Room", "class Room");
  await checks.that("a class that is bound is not deleted", async () => {
    await owner.write({ migrations: [v1, v2, v3] }, { bindings: renamed, code: renamedCode(owner.original) }).refused(["10061"], "deploy");
    await owner.write({ migrations: [v1, v2, v3] }, { bindings: [both[0]], code: counterOnly }).refused(["without also removing the binding", "10061"], "deploy");
  });
  await checks.that("a class that nobody binds is deleted with its objects", async () => {
    await other.write({}).deploy();
    await owner.deploy();
    equal(Object.keys(await owner.namespaces()), ["Counter"]);
    const v4 = { tag: "v4", new_sqlite_classes: ["Room"] };
    await owner.write({ migrations: [v1, v2, v3, v4] }, { bindings: both }).deploy();
    equal((await owner.ask("/ROOMS/a?say=new")).said, ["new"]);
    equal((await owner.ask("/COUNTERS/a")).count, 3);
  });
  await checks.that("wrangler delete takes the objects along", async () => {
    await owner.wrangler.must(owner.folder, "delete", { input: "y\ny\n" });
    equal(await owner.namespaces(), {});
    equal((await owner.node.ask(owner.name)).status, 404);
    await owner.write({ migrations: [v1] }, { bindings: both }).deploy();
    equal((await owner.ask("/COUNTERS/a")).count, 1);
    await owner.wrangler.must(owner.folder, "delete", "--force");
    await other.wrangler.must(other.folder, "delete", "--force");
  });
}

/** The newest wrangler declares what it wants in `exports`, without steps and tags. */
async function declaring(owner, receiver, checks) {
  const counters = [bind("COUNTERS", "Counter")];
  const codeOf = (...classes) => ["Counter", "Room"].filter((c) => !classes.includes(c)).reduce((code, c) => code.replace(`export class ${c}`, `class ${c}`), owner.original);
  await checks.that("declared classes are made", async () => {
    const out = await owner.write({ exports: { Counter: live } }, { bindings: counters }).deploy();
    truth(out.includes("Created: Counter"), out.slice(-600));
    equal((await owner.ask("/COUNTERS/a")).count, 1);
  });
  await checks.that("a declared class is renamed", async () => {
    const code = owner.original.replaceAll(/\bCounter\b/g, "Tally");
    const out = await owner.write({ exports: { Counter: { type: live.type, state: "renamed", renamed_to: "Tally" }, Tally: live } },
      { bindings: [bind("COUNTERS", "Tally")], code }).deploy();
    truth(out.includes("Renamed: Counter → Tally"), out.slice(-600));
    await owner.write({ exports: { Counter: live, Tally: { type: live.type, state: "renamed", renamed_to: "Counter" } } }, { bindings: counters }).deploy();
    equal((await owner.ask("/COUNTERS/a")).count, 2);
  });
  await checks.that("what does not fit is told class by class", () =>
    owner.write({ exports: { Room: live, Ghost: live } }, {})
      .refused(["[provisioned_class_missing_from_config]", "[config_references_nonexistent_class]"], "deploy"));
  await checks.that("a class is handed over to another Worker", async () => {
    const expecting = { type: live.type, state: "expecting-transfer", storage: "sqlite", transfer_from: owner.name };
    const pending = await receiver.write({ exports: { Counter: expecting } }, { code: codeOf("Counter") }).deploy();
    truth(pending.includes(`Transfer pending: Counter ← ${owner.name}`), pending.slice(-600));
    const sent = await owner.write({ exports: { Counter: { type: live.type, state: "transferred", transferred_to: receiver.name } } },
      { bindings: [bind("COUNTERS", "Counter", receiver.name)] }).deploy();
    truth(sent.includes(`Transferred (committed): Counter → ${receiver.name}`), sent.slice(-600));
    equal((await owner.ask("/COUNTERS/a")).count, 3);
    await receiver.write({ exports: { Counter: live } }, { bindings: counters }).deploy();
    equal((await receiver.ask("/COUNTERS/a")).count, 4);
  });
  await checks.that("a class that others bind is not deleted, and then it is", async () => {
    const gone = { exports: { Counter: { type: live.type, state: "deleted" } } };
    const code = "export default { fetch: () => new Response('none') };";
    await receiver.write(gone, { code }).refused(["[tombstone_delete_blocked_by_external_bindings]", owner.name], "deploy");
    await owner.write({}, { code }).deploy();
    const out = await receiver.write(gone, { code }).deploy();
    truth(out.includes("Deleted: Counter"), out.slice(-600));
    const stale = await receiver.deploy();
    truth(stale.includes("Safe to remove from `exports`: Counter"), stale.slice(-600));
  });
  await checks.that("both are deleted", async () => {
    for (const project of [owner, receiver]) await project.wrangler.must(project.folder, "delete", "--force");
  });
}
