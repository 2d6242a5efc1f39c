// Reads what a module imports: statements, re-exports, `import()` as an expression and as a type, `require()`, and the
// modules of workers, written `new URL('./x.ts', import.meta.url)`. What only looks like an import, in a comment or a
// string, is not taken for one. A dynamic import of a computed name cannot be read and is left out.
import { type Argument, type Expression, parseSync, Visitor } from 'oxc-parser';

export interface ModuleImports {
  /** The specifiers as written, each once. */
  readonly specifiers: readonly string[];
  /** True when the module re-exports everything of another one. */
  readonly exportsAll: boolean;
}

/** The extension of `file` tells the language. Throws when `source` does not parse. */
export function readImports(file: string, source: string): ModuleImports {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} does not parse: ${error.message}`);

  const specifiers = new Set<string>();
  let exportsAll = false;
  const add = (node: Expression | Argument | undefined) => {
    if (node?.type === 'Literal' && typeof node.value === 'string') specifiers.add(node.value);
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source ?? undefined),
    ExportAllDeclaration: (node) => {
      exportsAll = true;
      add(node.source);
    },
    CallExpression: ({ callee, arguments: [target] }) => {
      if (callee.type === 'Identifier' && callee.name === 'require') add(target);
    },
    NewExpression: ({ callee, arguments: [target, base] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'URL') return;
      const isOwn = base !== undefined && source.slice(base.start, base.end) === 'import.meta.url';
      if (isOwn && target?.type === 'Literal' && /\.[jt]s$/.test(String(target.value))) add(target);
    },
  }).visit(program);
  return { specifiers: [...specifiers], exportsAll };
}
