import ts from 'typescript'

export interface Source {
  /** Path from the root, with `/`. */
  path: string
  text: string
}

export interface Measured {
  /** Lines per product file (src without tests). */
  median: number
  p95: number
  max: number
  /** Lines that carry a comment, docstrings left out, per non-empty line of product code; in percent. */
  comments: number
  /** Lines of tests (beside the server's code, and tests/contract) per line of server code. */
  serverTestRatio: number
}

const TEST = /\.test\.tsx?$/
const BROWSER = /^src\/(web|app\/browser)\/|^src\/features\/[^/]+\/(pages|screens|parts)\//

const parse = (path: string, text: string) =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, /x$/.test(path) ? ts.ScriptKind.TSX : ts.ScriptKind.TS)

/** Whether a script reads the process's environment, by `process.env` or an import of `env`. */
export function readsEnvironment(path: string, text: string): boolean {
  let found = false
  const isProcess = (node: ts.Node) => /^(globalThis\.)?process$/.test(node.getText())
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) found ||= node.name.text === 'env' && isProcess(node.expression)
    if (ts.isElementAccessExpression(node)) {
      const key = node.argumentExpression
      found ||= isProcess(node.expression) && ts.isStringLiteral(key) && key.text === 'env'
    }
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
      const names = node.name.elements.map((element) => (element.propertyName ?? element.name).getText())
      found ||= isProcess(node.initializer) && names.includes('env')
    }
    if (ts.isImportDeclaration(node) && /^['"](node:)?process['"]$/.test(node.moduleSpecifier.getText())) {
      const bindings = node.importClause?.namedBindings
      // The whole object under another name is as good as the environment.
      found ||= !bindings || ts.isNamespaceImport(bindings) || node.importClause?.name !== undefined
      if (bindings && ts.isNamedImports(bindings)) {
        found ||= bindings.elements.some((element) => (element.propertyName ?? element.name).text === 'env')
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(parse(path, text))
  return found
}

/** Line numbers that carry a comment other than a docstring. */
export function commentLines(path: string, text: string): Set<number> {
  const source = parse(path, text)
  const lines = new Set<number>()
  const shown: ts.Node[] = []
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line
  const add = (range: ts.CommentRange) => {
    if (text.startsWith('/**', range.pos)) return
    if (shown.some((node) => range.pos >= node.pos && range.pos < node.end)) return
    for (let line = lineOf(range.pos); line <= lineOf(range.end); line++) lines.add(line)
  }
  const leaves: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source)
    for (const child of children) visit(child)
    if (node.kind === ts.SyntaxKind.JsxText) shown.push(node)
    else if (children.length === 0) leaves.push(node)
  }
  visit(source)
  // Comments hang on tokens, so only the leaves are asked.
  for (const leaf of leaves) {
    for (const range of ts.getLeadingCommentRanges(text, leaf.pos) ?? []) add(range)
    for (const range of ts.getTrailingCommentRanges(text, leaf.end) ?? []) add(range)
  }
  return lines
}

const countLines = (text: string) => text.split('\n').filter((line) => line.trim() !== '').length

/** The n-th part of sorted numbers by nearest rank; 0 of none. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0
}

/** Sizes and shares of the sources, for people to read: they decide nothing. */
export function measure(sources: readonly Source[]): Measured {
  const product = sources.filter(({ path }) => path.startsWith('src/') && !TEST.test(path))
  const sizes = product.map(({ text }) => text.trimEnd().split('\n').length).sort((a, b) => a - b)
  const sum = (some: readonly Source[]) => some.reduce((total, { text }) => total + countLines(text), 0)
  const commented = product.reduce((total, { path, text }) => total + commentLines(path, text).size, 0)
  const server = sum(product.filter(({ path }) => !BROWSER.test(path)))
  const tests = sum(
    sources.filter(
      ({ path }) =>
        (TEST.test(path) && path.startsWith('src/') && !BROWSER.test(path)) || /^tests\/contract\//.test(path),
    ),
  )
  return {
    median: quantile(sizes, 0.5),
    p95: quantile(sizes, 0.95),
    max: sizes.at(-1) ?? 0,
    comments: (100 * commented) / Math.max(1, sum(product)),
    serverTestRatio: tests / Math.max(1, server),
  }
}
