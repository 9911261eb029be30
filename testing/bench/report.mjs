// The rows of a run: a table with the target of each, and the same as JSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { round, table } from "../kit/table.mjs";

export class Report {
  rows = [];

  row(row) {
    this.rows.push(row);
    console.log(`  ${row.what}: ${round(row.s)}${row.w === undefined ? "" : ` (workerd ${round(row.w)}, ratio ${round(row.ratio)})`}${this.verdict(row) ? `  ${this.verdict(row)}` : ""}`);
  }

  note(text) {
    console.log(text);
  }

  verdict(row) {
    return row.target === undefined || row.s === undefined ? "" : row.met ? "pass" : "MISS";
  }

  print(facts) {
    console.log(`\n${cpus().length} cores (${cpus()[0]?.model}), load ${loadavg()[0].toFixed(1)}; ${facts}`);
    console.log(table(["", "selvedge", "workerd", "ratio", "target", ""],
      this.rows.map((r) => [r.what, r.s, r.w, Number.isFinite(r.ratio) ? r.ratio : "", r.target ?? "", this.verdict(r)])));
    const missed = this.rows.filter((r) => this.verdict(r) === "MISS").length;
    console.log(missed ? `${missed} targets missed` : "every target met");
    return missed;
  }

  save(file, facts) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ at: new Date().toISOString(), facts, rows: this.rows }, null, 1));
    console.log(`written: ${file}`);
  }
}
