import type { EChartsCoreOption } from 'echarts/core'

export type DrawSvg = (option: EChartsCoreOption, size: { width: number; height: number }) => string

let loaded: Promise<DrawSvg> | undefined

/** Loads what draws charts on first use: it is larger than all that a server needs to start. */
export function loadEcharts(): Promise<DrawSvg> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<DrawSvg> {
  const [{ init, use }, { LineChart }, { GridComponent, MarkLineComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  use([LineChart, GridComponent, MarkLineComponent, SVGRenderer])
  return (option, { width, height }) => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
    try {
      chart.setOption(option)
      return chart.renderToSVGString()
    } finally {
      chart.dispose()
    }
  }
}
