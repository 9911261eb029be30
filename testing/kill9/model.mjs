// What a Worker must look like after a crash. Until its answer is known, an operation leaves two possible states.
import { inline } from "../kit/bundle.mjs";
import { hyphenated } from "../kit/api.mjs";

export const secretNames = ["A", "B"];

/** A Worker whose answer is its own state: the marker of its version and the secrets it was given. */
export const marked = (name, marker) => inline(name,
  `export default { fetch(_, env) { return Response.json({ marker: ${marker}, secrets: { A: env.A ?? null, B: env.B ?? null } }); } };`);

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const gone = { marker: null, secrets: {} };

export class Modelled {
  constructor(name) {
    this.name = name;
    this.states = [gone]; // every state the next reader may find; one, as long as nothing is in doubt
    this.versions = new Map(); // acknowledged version id to the states it may serve
    this.live = undefined; // acknowledged id of the version at 100 %
    this.latestIsLive = true;
    this.seen = new Map();
  }

  /**
   * What a new version may inherit: the secrets of the newest version. Where that is not the one being served, it may be one
   * whose id was never told (a secret makes a version of its own), so everything seen so far is possible.
   */
  #inherited(marker) {
    for (const state of [...this.states, ...[...this.versions.values()].flat()]) this.seen.set(JSON.stringify(state.secrets), state.secrets);
    const secrets = this.latestIsLive ? this.states.map((state) => state.secrets) : [...this.seen.values()];
    return secrets.map((held) => ({ marker, secrets: { A: null, B: null, ...held } }));
  }

  get exists() {
    return this.states.every((s) => s.marker !== null);
  }

  /** Runs one operation; what it may lead to is possible as soon as it is sent, and the only possibility once acknowledged. */
  async perform(after, operation) {
    const before = this.states;
    this.states = [...before, ...after(before)];
    for (const state of this.states) this.seen.set(JSON.stringify(state.secrets), state.secrets);
    const answer = await operation(); // a failure leaves both in doubt: the process is dying
    this.states = after(before);
    return answer;
  }

  async deploy(api, marker) {
    const states = this.#inherited(marker);
    const answer = await this.perform(() => states, () => api.deploy(marked(this.name, marker)));
    this.#acknowledged(hyphenated(answer.deployment_id));
  }

  async putSecret(api, secret, text) {
    await this.perform((states) => states.map((s) => ({ ...s, secrets: { ...s.secrets, [secret]: text } })), () => api.putSecret(this.name, secret, text));
    this.live = undefined; // its version's id is not part of the answer
  }

  async deleteSecret(api, secret) {
    await this.perform((states) => states.map((s) => ({ ...s, secrets: { ...s.secrets, [secret]: null } })),
      () => api.result("DELETE", api.scripts(`/${this.name}/secrets/${secret}`)));
    this.live = undefined;
  }

  async rollback(api, id) {
    const body = { strategy: "percentage", versions: [{ version_id: id, percentage: 100 }] };
    await this.perform(() => this.versions.get(id), () => api.result("POST", api.scripts(`/${this.name}/deployments?force=true`), { body }));
    this.live = id;
    this.latestIsLive = false;
  }

  async upload(api, marker) {
    const version = await api.uploadVersion(marked(this.name, marker));
    this.versions.set(version.id, this.#inherited(marker));
    this.latestIsLive = false;
  }

  async remove(api) {
    await this.perform(() => [gone], () => api.remove(this.name));
    this.versions.clear();
    this.live = undefined;
    this.latestIsLive = true;
  }

  #acknowledged(id) {
    this.versions.set(id, this.states);
    this.live = id;
    this.latestIsLive = true;
  }

  /** Compares with what the restarted node serves and lists; gives what was lost, and takes over what turned out. */
  async verify(node) {
    const lost = [];
    const answer = await node.ask(this.name);
    const found = answer.status === 200 ? answer.json() : gone;
    if (answer.status !== 200 && this.exists) lost.push(`${this.name} answers ${answer.status} ${answer.text.slice(0, 100)}`);
    else if (!this.states.some((s) => s.marker === found.marker && (s.marker === null || same(s.secrets, found.secrets)))) {
      lost.push(`${this.name} serves ${JSON.stringify(found)}, expected ${[...new Set(this.states.map((s) => JSON.stringify(s)))].slice(0, 6).join(" or ")}`);
    }
    const doubtful = this.states.length > 1;
    this.states = [found];
    if (found.marker === null) {
      this.versions.clear();
      this.live = undefined;
      return lost;
    }
    lost.push(...(await this.#verifyLists(node.api, found, doubtful)));
    return lost;
  }

  async #verifyLists(api, found, doubtful) {
    const lost = [];
    const listed = (await api.versions(this.name)).map((v) => v.id);
    for (const id of this.versions.keys()) if (!listed.includes(id)) lost.push(`${this.name}: version ${id} was acknowledged and is not listed`);
    const [newest] = await api.deployments(this.name);
    const serving = newest?.versions?.[0]?.version_id;
    if (!listed.includes(serving)) lost.push(`${this.name}: the deployed version ${serving} is not listed`);
    if (this.live && !doubtful && serving !== this.live) lost.push(`${this.name}: ${serving} is deployed, ${this.live} was acknowledged`);
    const secrets = (await api.secrets(this.name)).map((s) => s.name).toSorted();
    const expected = secretNames.filter((n) => found.secrets[n] !== null);
    // Secrets are listed of the newest version, which a rollback or an upload in doubt may have parted from the one that serves.
    if (listed[0] === serving && !same(secrets, expected)) lost.push(`${this.name}: secrets listed ${secrets}, served ${expected}`);
    const half = await Promise.all(listed.slice(0, 3).map((id) => api.call("GET", api.scripts(`/${this.name}/versions/${id}`))));
    for (const answer of half) if (answer.status !== 200) lost.push(`${this.name}: a listed version answers ${answer.status}`);
    this.versions.set(serving, [found]);
    this.live = serving;
    this.latestIsLive = listed[0] === serving;
    for (const id of this.versions.keys()) if (this.versions.size > 12 && id !== serving) this.versions.delete(id);
    return lost;
  }
}
