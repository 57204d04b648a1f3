import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  // Addresses relative to the page, so that it also works below a path of a proxy.
  base: './',
  resolve: { conditions: ['@ocp-perf/source', ...defaultClientConditions] },
  build: {
    // What knows light-dark(), which the tokens are written with.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // A policy without inline scripts needs files, and data: addresses are not fetched from 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // ECharts comes in a chunk of its own, which is loaded with the first chart.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      onLog(level, log, report) {
        // Libraries mark modules for servers that render React; here every module is for the client.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
      },
    },
  },
})
