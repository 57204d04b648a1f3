import { windowPrompt } from '@ocp-perf/analyzer'

export const weeklyEtcdReport = windowPrompt({
  name: 'weekly_etcd_report',
  title: 'Weekly report on etcd',
  description: 'Write the report on a week of etcd: what was wrong, what changed, what to do next.',
  duration: '7d',
  steps: (window) => [
    'Report on etcd over this time, for people who run the cluster. Call these tools in this order:',
    `1. generate_etcd_performance_report with format "html" and ${window}: the document; give its link to the reader.`,
    `2. get_etcd_performance_deep_drive ${window}: causes, members, findings and each group.`,
    `3. get_history ${window}: what was found in earlier runs, and how often.`,
    '4. get_history with about set to each metric beyond a limit, and compare_with "7d": whether it grew worse.',
    'Write at most a page: how it went in one sentence, what was wrong and is so still, what changed since the week before, what will become a problem, what to do by priority.',
  ],
})
