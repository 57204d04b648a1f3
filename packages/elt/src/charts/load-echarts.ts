import type { EChartsCoreOption } from 'echarts/core'

export interface Size {
  width: number
  height: number
}

/** Draws charts of one size, one after another: starting anew for each would take twice the time. */
export interface Pen {
  draw(option: EChartsCoreOption): string
  close(): void
}

let loaded: Promise<(size: Size) => Pen> | undefined

/** Loads what draws charts on first use: it is larger than all that a server needs to start. */
export function loadEcharts(): Promise<(size: Size) => Pen> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<(size: Size) => Pen> {
  const { init } = await import('echarts/dist/echarts.esm.min')
  return ({ width, height }) => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
    return {
      draw: (option) => {
        chart.setOption(option, { notMerge: true })
        return chart.renderToSVGString()
      },
      close: () => chart.dispose(),
    }
  }
}
