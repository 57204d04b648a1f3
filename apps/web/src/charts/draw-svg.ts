import type { Chart } from '@ocp-perf/agents/contract'
import { chartOption, chartSize } from '@ocp-perf/elt/charts'
import { LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { inputOf } from './chart-input.ts'

use([LineChart, GridComponent, MarkLineComponent, SVGRenderer])

/** A chart as SVG, in the colours' own names: whoever shows it says what they are. */
export function drawSvg(chart: Chart): string {
  const pen = init(null, null, { renderer: 'svg', ssr: true, ...chartSize })
  try {
    pen.setOption(chartOption(inputOf(chart)))
    return pen.renderToSVGString()
  } finally {
    pen.dispose()
  }
}
