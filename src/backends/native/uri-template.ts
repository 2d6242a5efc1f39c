// PLACEHOLDER until the real file is written by its owner: overwrite me.
export class UriTemplate {
  readonly template: string; readonly variableNames: readonly string[]; readonly #re: RegExp;
  constructor(template: string) {
    this.template = template; const names: string[] = [];
    this.#re = new RegExp(`^${template.split(/(\{[^}]*\})/).map((p) => { if (!p.startsWith('{')) return p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'); const n = p.slice(1, -1); const plus = n.startsWith('+'); names.push(plus ? n.slice(1) : n); return plus ? '(.+)' : '([^/]+)'; }).join('')}$`);
    this.variableNames = names;
  }
  expand(): string { return this.template; }
  match(uri: string): Record<string, string | string[]> | undefined { const m = this.#re.exec(uri); return m === null ? undefined : Object.fromEntries(this.variableNames.map((n, i) => [n, decodeURIComponent(m[i + 1] as string)])); }
}
