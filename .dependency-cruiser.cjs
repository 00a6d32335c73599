// Who may import whom: the eight rules of docs/ARCHITECTURE.md, in its order. Tests beside the code are held to rule 1's
// cycles only; `tests/` and `tools/` may import anything of ours.
const TEST = '\\.test\\.tsx?$'
const FEATURE = '^src/features/([^/]+)/'
const CONFIG_ERRORS_LOG = '^src/platform/(config|errors|log)(\\.ts|/)'

/** A word of the feature vocabulary is a file (`actions.ts`) or, once over 400 lines, a folder (`actions/admit.ts`). */
const word = (words, feature = '[^/]+') => `^src/features/${feature}/(${words})(\\.tsx?|/)`

const BROWSER_WORDS = 'pages|screens|parts'
const PURE_NPM = '(^|/)node_modules/(zod|temporal-polyfill|libphonenumber-js)/'
const DRIVERS = '(^|/)node_modules/(better-sqlite3|mysql2|kysely|@types/better-sqlite3)/'
// Where drivers of ours also speak to databases of others, and the clients of databases that are never ours.
const FOREIGN = '^src/journeys/outputs/targets/'
const FOREIGN_DRIVERS = '(^|/)node_modules/(pg|pg-copy-streams|@clickhouse/client|@types/pg|@types/pg-copy-streams)/'
const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown']

const rule = (name, comment, from, to) => ({
  name,
  severity: 'error',
  comment,
  from: { ...from, pathNot: [TEST, ...(from.pathNot ?? [])] },
  to,
})

module.exports = {
  forbidden: [
    { name: '1-no-cycles', severity: 'error', comment: 'No cycles, types included.', from: {}, to: { circular: true } },
    rule(
      '1-only-app-imports-app',
      'Only app imports app.',
      { path: '^src/', pathNot: ['^src/app/'] },
      { path: '^src/app/' },
    ),
    rule(
      '1-src-stands-alone',
      'Product code does not import tests, tools or tests beside the code.',
      { path: '^src/' },
      { path: ['^(tests|tools)/', TEST] },
    ),
    rule(
      '2-database-imports-little',
      "database imports only platform's config, errors and log.",
      { path: '^src/database/' },
      { path: '^src/', pathNot: ['^src/database/', CONFIG_ERRORS_LOG] },
    ),
    rule(
      '2-platform-imports-database-only',
      'platform may import database, and nothing else of ours.',
      { path: '^src/platform/' },
      { path: '^src/', pathNot: '^src/(platform|database)/' },
    ),
    rule(
      '2-config-errors-log-are-the-bottom',
      'config, errors and log do not import database: it stands on them.',
      { path: CONFIG_ERRORS_LOG },
      { path: '^src/database/' },
    ),
    rule(
      '3-only-reads-and-actions-touch-database',
      'In features only reads and actions touch database.',
      { path: FEATURE, pathNot: [word('reads|actions')] },
      { path: '^src/database/' },
    ),
    rule(
      '3-drivers-are-private',
      "Our own database is reached through database alone: its drivers are private to it. journeys' targets are other people's" +
        ' databases, named by an address at run time; they are reached by the one folder that speaks to such, and by no ORM.',
      { path: '^src/', pathNot: ['^src/database/', FOREIGN, word('reads|actions')] },
      { path: DRIVERS },
    ),
    rule(
      '3-foreign-databases-are-reached-by-journeys',
      'Clients of databases that are never ours are private to journeys.',
      { path: '^src/', pathNot: ['^src/journeys/'] },
      { path: FOREIGN_DRIVERS },
    ),
    rule(
      '3-targets-know-no-database-of-ours',
      'What loads into foreign databases neither imports database nor uses Kysely.',
      { path: FOREIGN },
      { path: ['^src/database/', '(^|/)node_modules/kysely/'] },
    ),
    rule(
      '3-reads-and-actions-see-kysely-types-only',
      'Reads and actions may use the types of kysely; what runs comes from src/database.',
      { path: word('reads|actions') },
      { path: DRIVERS, dependencyTypesNot: ['type-only'] },
    ),
    rule(
      '3-no-other-driver-types',
      'Of the drivers only the types of kysely leave database.',
      { path: word('reads|actions') },
      { path: DRIVERS, pathNot: '(^|/)node_modules/kysely/' },
    ),
    rule(
      '4-across-features',
      'Across features: only schema, rules, reads, actions, events, parts.',
      { path: FEATURE },
      { path: '^src/features/', pathNot: ['^src/features/$1/', word('schema|rules|reads|actions|events|parts')] },
    ),
    rule(
      '5-pure-imports-pure',
      'schema and rules import schema and rules only.',
      { path: word('schema|rules') },
      { path: '^src/', pathNot: word('schema|rules') },
    ),
    rule(
      '5-pure-no-node',
      'schema and rules use no Node built-ins.',
      { path: word('schema|rules') },
      { dependencyTypes: ['core'] },
    ),
    rule(
      '5-pure-npm',
      'Of npm, schema and rules use only zod, temporal-polyfill and libphonenumber-js.',
      { path: word('schema|rules') },
      { dependencyTypes: NPM, pathNot: PURE_NPM },
    ),
    rule(
      '6-no-way-back-to-the-edge',
      'actions and reads never import routes or jobs.',
      { path: word('actions|reads') },
      { path: word('routes|jobs') },
    ),
    rule(
      '7-feature-browser-code',
      "pages, screens and parts see only schema, rules, web, their own feature's and others' parts.",
      { path: `${FEATURE}(${BROWSER_WORDS})/` },
      {
        path: '^src/',
        pathNot: ['^src/web/', word('schema|rules'), word(BROWSER_WORDS, '$1'), word('parts')],
      },
    ),
    rule(
      '7-web-is-domain-free',
      'web imports only web.',
      { path: '^src/web/' },
      { path: '^src/', pathNot: '^src/web/' },
    ),
    rule(
      '7-browser-entries',
      "The browser's entries see only schema, rules, web, pages, screens and parts.",
      { path: '^src/app/browser/' },
      { path: '^src/', pathNot: ['^src/(app/browser|web)/', word(`schema|rules|${BROWSER_WORDS}`)] },
    ),
    rule(
      '7-browser-carries-no-catalogue',
      'Bundles carry the English of lobby and call only: other words, and other languages, come with the page.',
      { path: '^src/app/browser/' },
      { path: '^src/web/(texts/(texts|en|hi|staff)|media/texts-hi)\\.ts$', reachable: true },
    ),
    rule(
      '7-browser-no-node',
      'Browser code uses no Node built-ins.',
      { path: [word(BROWSER_WORDS), '^src/(web|app/browser)/'] },
      { dependencyTypes: ['core'] },
    ),
    rule(
      '8-journeys-imports-no-feature',
      'journeys imports no feature.',
      { path: '^src/journeys/' },
      { path: '^src/features/' },
    ),
    rule(
      '8-journeys-has-one-door',
      'Others enter journeys by src/journeys/journeys.ts.',
      { path: '^src/', pathNot: ['^src/journeys/'] },
      { path: '^src/journeys/', pathNot: '^src/journeys/journeys\\.ts$' },
    ),
    rule(
      '9-resolvable',
      "Every import resolves (but those with a query, which are Vite's).",
      { path: '^(src|tests|tools)/' },
      { couldNotResolve: true, pathNot: '\\?' },
    ),
    rule(
      '9-listed',
      'Packages the product runs on stand in dependencies of package.json.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.d.ts'],
    },
  },
}
