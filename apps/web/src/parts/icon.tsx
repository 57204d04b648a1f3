const paths = {
  mark: 'M2 9h3l2.2-5L11 13l2-4h1',
  chat: 'M2.5 3.5h11v7.5h-6l-3 2.5v-2.5h-2z',
  pulse: 'M1.5 8.5h3l2-5 3 9 2-4h3',
  grid: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z',
  page: 'M4 1.5h5.5l3 3v10H4zM9.5 1.5v3h3M6 8h4.5M6 11h4.5',
  clock: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 4.8V8l2.3 1.6',
  cluster: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  sun: 'M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13 9.8A5.6 5.6 0 0 1 6.2 3a5.6 5.6 0 1 0 6.8 6.8z',
  auto: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 2v12M10 3v10M12 4.5v7',
  send: 'M8 13.5v-11M3.5 7L8 2.5L12.5 7',
  stop: 'M4 4h8v8H4z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  retry: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  edit: 'M3 13l.6-2.8L10.8 3l2.2 2.2l-7.2 7.2z',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9',
  plus: 'M8 3v10M3 8h10',
  download: 'M8 2v8.5M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  pause: 'M5 3v10M11 3v10',
  play: 'M4.5 3v10l8-5z',
  tool: 'M2.5 4l4 4l-4 4M8 12.5h5.5',
  out: 'M6 3.5H3v9.5h9.5V10M9 2.5h4.5V7M13.5 2.5L7.5 8.5',
  ok: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M5.4 8.2l1.9 1.9l3.5-3.9',
  warn: 'M8 2L14.5 13.5h-13zM8 6.5v3M8 11.5h.01',
  bad: 'M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4zM8 5v3.5M8 11h.01',
  none: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M6.3 6.3a1.8 1.8 0 1 1 2.4 1.9q-.7.3-.7 1.1M8 11.4h.01',
} as const
export type IconName = keyof typeof paths

/** A drawing beside a word: it says nothing on its own. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
