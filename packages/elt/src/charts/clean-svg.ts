import type { Size } from './load-echarts.ts'

/** What an SVG is called for those who do not see it. */
export interface Naming {
  /** Unique in the page. */
  id: string
  /** Markup: escaped already. */
  title: string
  description: string
}

/**
 * What ECharts drew, as part of a page: without styles (a page with a strict policy allows none), with ids of its own, and
 * with a name, or marked as decoration where none is given.
 */
export function cleanSvg(svg: string, { width, height }: Size, id: string, naming?: Naming): string {
  const body = svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>/, '')
    .replace(/ (?:style|class|pointer-events|xml:space|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/zr\d+-/g, `${id}-`)
    .replace(/ (?:d|transform)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d)\d+/g, '$1'))
    .replace(/>\s+</g, '><')
    .trim()
  const box = `viewBox="0 0 ${width} ${height}"`
  if (naming === undefined) return `<svg class="sparkline" ${box} aria-hidden="true" focusable="false">${body}</svg>`
  const names = `aria-labelledby="${id}-title ${id}-desc"`
  const labels = `<title id="${id}-title">${naming.title}</title><desc id="${id}-desc">${naming.description}</desc>`
  return `<svg class="plot" ${box} role="img" ${names}>${labels}${body}</svg>`
}
