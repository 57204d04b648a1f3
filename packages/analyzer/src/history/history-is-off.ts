/** What tools that read history answer where none is kept. */
export const historyIsOff =
  'No history is kept: this server was started with --no-history. Start it with --db PATH to have one.'
