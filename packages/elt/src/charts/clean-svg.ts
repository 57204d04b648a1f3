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
 * What ECharts drew, as part of a page: without styles (a page with a strict policy allows none) and with ids of its own.
 * A drawing without a name is decoration: it must define nothing, since it may stand in several places.
 */
export function cleanSvg(svg: string, { width, height }: Size, naming?: Naming): string {
  const body = svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>/, '')
    .replace(/ (?:style|class|pointer-events|xml:space|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/ (?:d|transform)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d)\d+/g, '$1'))
    .replace(/>\s+</g, '><')
    .trim()
  const box = `viewBox="0 0 ${width} ${height}"`
  if (naming === undefined) {
    const bare = body.replace(/<defs[\s\S]*?<\/defs>| (?:clip-path|fill|stroke|stroke-\w+)="[^"]*"/g, '')
    return `<svg class="sparkline" ${box} aria-hidden="true">${bare}</svg>`
  }
  const { id, title, description } = naming
  const names = `aria-labelledby="${id}-title ${id}-desc"`
  const labels = `<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>`
  return `<svg class="plot" ${box} role="img" ${names}>${labels}${body.replace(/zr\d+-/g, `${id}-`)}</svg>`
}
