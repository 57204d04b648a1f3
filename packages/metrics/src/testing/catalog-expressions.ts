import { loadCatalog } from '../catalog/catalog.ts'
import type { Metric } from '../catalog-schema.ts'
import { planMetric } from '../collect/plan.ts'
import type { PlatformView } from '../platform/platform.ts'
import { shippedConfig } from './shipped-config.ts'

/** An expression by its place in the catalog, and as a source is asked; undefined where the profile lacks a part of it. */
export interface CatalogExpression {
  name: string
  query: string | undefined
}

/** Every expression as the collector would ask it if all its metrics existed and it applied here. */
function expressionsOf(metric: Metric, view: PlatformView, step: number): CatalogExpression[] {
  const everywhere = { ...metric, profiles: undefined }
  const plan = planMetric(everywhere, { view: { ...view, has: () => true }, step, doubtful: () => true })
  const questions = plan.kind === 'ask' ? plan.now : []
  return [metric.query, ...(metric.fallback === undefined ? [] : [metric.fallback])].map((expression, place) => ({
    name: place === 0 ? metric.id : `${metric.id} fallback`,
    query: questions.find((question) => question.expression === expression)?.query,
  }))
}

/** Every expression of the shipped catalog, as that platform is asked with a step of so many seconds. */
export function catalogExpressions(view: PlatformView, step: number): CatalogExpression[] {
  const metrics = [...loadCatalog(shippedConfig).groups.values()].flatMap((group) => group.metrics)
  return metrics.flatMap((metric) => expressionsOf(metric, view, step))
}
