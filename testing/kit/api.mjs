// The control API as a client with nothing but HTTP sees it: enough to deploy, so that a lane needs no wrangler.
import { ask } from "./client.mjs";

const types = {
  esm: "application/javascript+module", commonjs: "application/javascript", wasm: "application/wasm",
  text: "text/plain", data: "application/octet-stream", json: "application/json", map: "application/source-map",
};

export class ApiError extends Error {
  constructor(method, path, answer) {
    super(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 400)}`);
    this.status = answer.status;
    this.answer = answer;
    this.final = true;
    try {
      this.codes = answer.json().errors.map((e) => e.code);
    } catch {
      this.codes = []; // not an envelope: the caller sees the text
    }
  }
}

/** The multipart body of an upload: the metadata first, then one part per module, named by its path. */
export function multipart(metadata, modules) {
  const boundary = `----selvedge-${Math.random().toString(16).slice(2)}${Math.random().toString(16).slice(2)}`;
  const chunks = [`--${boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${JSON.stringify(metadata)}\r\n`];
  for (const { name, type, content } of modules) {
    const head = `Content-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: ${types[type] ?? type}`;
    chunks.push(`--${boundary}\r\n${head}\r\n\r\n`, content, "\r\n");
  }
  chunks.push(`--${boundary}--\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(chunks.map((c) => Buffer.from(c))) };
}

export class Api {
  constructor({ port, token, account }) {
    Object.assign(this, { port, token, account });
    this.shown = new Set(); // Workers that were put on the subdomain, which an upload alone does not do
    this.classes = new Map(); // Worker to the classes of objects that its migrations have made
  }

  /** One call; `body` may be a Buffer or anything that becomes JSON. Gives the answer whatever its status. */
  call(method, path, { body, type, headers, ...rest } = {}) {
    const bytes = body === undefined || Buffer.isBuffer(body) || typeof body === "string" ? body : JSON.stringify(body);
    const all = { authorization: `Bearer ${this.token}`, ...(bytes === undefined ? {} : { "content-type": type ?? "application/json" }), ...headers };
    return ask(this.port, { path: `/client/v4${path}`, method, body: bytes, headers: all, ...rest });
  }

  /** One call that must succeed; gives `result`. */
  async result(method, path, options) {
    const answer = await this.call(method, path, options);
    if (answer.status >= 300 || !answer.json().success) throw new ApiError(method, path, answer);
    return answer.json().result;
  }

  scripts(rest = "") {
    return `/accounts/${this.account}/workers/scripts${rest}`;
  }

  static metadata(worker) {
    return {
      main_module: worker.modules[0].name, compatibility_date: worker.date ?? "2026-04-01",
      compatibility_flags: worker.flags ?? [], bindings: worker.bindings ?? [], ...(worker.limits ? { limits: worker.limits } : {}),
      ...worker.metadata,
    };
  }

  /** The step that makes the classes of `worker.objects` which no earlier deployment made, or nothing. */
  migrations({ name, objects = [] }) {
    const made = this.classes.get(name) ?? [];
    const fresh = objects.filter((c) => !made.includes(c));
    if (!fresh.length) return {};
    const tag = (count) => (count ? `${count} classes` : undefined);
    return { migrations: { old_tag: tag(made.length), new_tag: tag(made.length + fresh.length), steps: [{ new_sqlite_classes: fresh }] } };
  }

  /** Deploys at 100 %, the first time with its address on the subdomain; gives { id, deployment_id, … }. */
  async deploy(worker) {
    const { type, body } = multipart({ ...Api.metadata(worker), ...this.migrations(worker) }, worker.modules);
    const result = await this.result("PUT", this.scripts(`/${worker.name}`), { body, type });
    if (!this.shown.has(worker.name)) await this.result("POST", this.scripts(`/${worker.name}/subdomain`), { body: { enabled: true, previews_enabled: false } });
    this.shown.add(worker.name);
    this.classes.set(worker.name, [...new Set([...(this.classes.get(worker.name) ?? []), ...(worker.objects ?? [])])]);
    return result;
  }

  /** Stores a version without deploying it; gives the version object. */
  uploadVersion(worker) {
    const { type, body } = multipart(Api.metadata(worker), worker.modules);
    return this.result("POST", this.scripts(`/${worker.name}/versions`), { body, type });
  }

  /** `shares` maps version ids to percentages. */
  deployVersions(name, shares) {
    const versions = Object.entries(shares).map(([version_id, percentage]) => ({ version_id, percentage }));
    return this.result("POST", this.scripts(`/${name}/deployments`), { body: { strategy: "percentage", versions } });
  }

  versions(name) {
    return this.result("GET", this.scripts(`/${name}/versions`)).then((r) => r.items);
  }

  deployments(name) {
    return this.result("GET", this.scripts(`/${name}/deployments`)).then((r) => r.deployments);
  }

  putSecret(name, secret, text) {
    return this.result("PUT", this.scripts(`/${name}/secrets`), { body: { name: secret, text, type: "secret_text" } });
  }

  secrets(name) {
    return this.result("GET", this.scripts(`/${name}/secrets`));
  }

  remove(name) {
    this.shown.delete(name);
    this.classes.delete(name);
    return this.result("DELETE", this.scripts(`/${name}?force=true`));
  }
}

/** 32 hex digits, as uploads answer, to the hyphenated id that versions carry. */
export function hyphenated(id) {
  return id.includes("-") ? id : id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
