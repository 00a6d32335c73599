import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const entry = (name: string) => `src/app/browser/${name}`

/** Files the server reads as they are, beside its bundle. */
const carried = (from: string, to: string): Plugin => ({
  name: 'carried-files',
  generateBundle() {
    for (const name of readdirSync(join(import.meta.dirname, from))) {
      this.emitFile({
        type: 'asset',
        fileName: `${to}/${name}`,
        source: readFileSync(join(import.meta.dirname, from, name)),
      })
    }
  },
})

/** Two builds from one file: `vite build` makes the browser's bundles, `vite build --ssr` the server's. */
export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react(), ...(isSsrBuild ? [carried('src/journeys/sources/ready', 'ready')] : [])],
  // React is built into the server, so that it is always the production one: as a package it asks NODE_ENV at start.
  ...(isSsrBuild && {
    ssr: { noExternal: ['react', 'react-dom'] },
    define: { 'process.env.NODE_ENV': '"production"' },
  }),
  publicDir: isSsrBuild ? false : 'src/app/browser/public',
  build: isSsrBuild
    ? {
        outDir: 'dist/server',
        ssr: true,
        target: 'node24',
        sourcemap: true,
        rollupOptions: {
          input: {
            phygital: 'src/app/phygital.ts',
            embed: 'src/app/embed.ts',
            'picture-child': 'src/platform/storage/picture-child.ts',
            'journeys-child': 'src/journeys/apart-child.ts',
          },
        },
      }
    : {
        outDir: 'dist/browser',
        manifest: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rollupOptions: {
          input: {
            visitor: entry('visitor.ts'),
            lobby: entry('lobby.tsx'),
            call: entry('call.tsx'),
            crm: entry('crm.tsx'),
            phone: entry('phone.ts'),
            poster: entry('poster.ts'),
          },
        },
      },
}))
