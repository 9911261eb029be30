// A Worker whose Durable Object classes change, as it must look after a crash: its migration tag, the namespaces of its classes
// and the bindings of its newest version are one commit, so they always tell of the same moment.
import { Api, multipart } from "../kit/api.mjs";

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const nothing = { tag: null, classes: {} };

/** Names and, where they were seen before, the same ids: a rename keeps the objects. */
const fits = (state, found) => state.tag === found.tag
  && Object.keys(state.classes).toSorted().join() === Object.keys(found.classes).toSorted().join()
  && Object.entries(state.classes).every(([name, id]) => id === null || id === found.classes[name]);

export class ModelledClasses {
  constructor(name) {
    this.name = name;
    this.states = [nothing];
    this.next = 0;
  }

  /** One random migration; gives what it was. */
  async operate(api) {
    const [state] = this.states;
    const names = Object.keys(state.classes);
    const dice = Math.random();
    const fresh = `Class${++this.next}`;
    if (names.length < 2 || dice < 0.4) return this.#migrate(api, { new_sqlite_classes: [fresh] }, { ...state.classes, [fresh]: null }, "make class");
    const old = pick(names);
    const { [old]: id, ...rest } = state.classes;
    if (dice < 0.75) return this.#migrate(api, { renamed_classes: [{ from: old, to: fresh }] }, { ...rest, [fresh]: id }, "rename class");
    return this.#migrate(api, { deleted_classes: [old] }, rest, "delete class");
  }

  async #migrate(api, step, classes, what) {
    const [before] = this.states;
    const after = { tag: `t${this.next}`, classes };
    this.states = [before, after];
    const names = Object.keys(classes);
    const code = `${names.map((n) => `export class ${n} {}\n`).join("")}export default { fetch: () => new Response("here") };`;
    const worker = { modules: [{ name: "index.js", type: "esm", content: code }], bindings: names.map((n) => ({ type: "durable_object_namespace", name: n, class_name: n })) };
    const migrations = { ...(before.tag ? { old_tag: before.tag } : {}), new_tag: after.tag, steps: [step] };
    const { type, body } = multipart({ ...Api.metadata(worker), migrations }, worker.modules);
    await api.result("PUT", api.scripts(`/${this.name}`), { body, type });
    this.states = [after];
    return what;
  }

  async verify({ api }) {
    const found = await this.#read(api);
    const lost = [];
    if (!this.states.some((state) => fits(state, found))) lost.push(`${this.name} has ${JSON.stringify(found)}, expected ${this.states.map((s) => JSON.stringify(s)).join(" or ")}`);
    const bound = found.bindings.map((b) => `${b.class_name} ${b.namespace_id}`).toSorted().join();
    const made = Object.entries(found.classes).map(([name, id]) => `${name} ${id}`).toSorted().join();
    if (bound !== made) lost.push(`${this.name} binds ${bound} and has ${made}`);
    this.states = [{ tag: found.tag, classes: found.classes }];
    return lost;
  }

  async #read(api) {
    const settings = await api.call("GET", api.scripts(`/${this.name}/settings`));
    const { migration_tag: tag = null, bindings = [] } = settings.status === 200 ? settings.json().result : {};
    const all = await api.result("GET", `/accounts/${api.account}/workers/durable_objects/namespaces?per_page=1000`);
    return { tag, bindings, classes: Object.fromEntries(all.filter((n) => n.script === this.name).map((n) => [n.class, n.id])) };
  }
}
