import { AppError } from '@ocp-perf/errors'

/** Where the API is: `base` ends without a slash, and `/api/v1/…` is appended to it. */
export interface Address {
  base: string
  secure: boolean
}

/** Checks an endpoint's URL. A wrong one is never repeated, because it may hold a password. */
export function parseAddress(url: string): Address {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new AppError('invalid_input', 'The address of Prometheus is not an http or https URL.', {
      hint: 'Give it as https://host:port, with a path prefix if there is one.',
    })
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new AppError('invalid_input', 'The URL of Prometheus holds a user name or a password.', {
      hint: 'Leave them out of the URL and configure basic authentication instead.',
    })
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    throw new AppError('invalid_input', 'The URL of Prometheus holds a query or a fragment.', {
      hint: 'Give only scheme, host, port and path prefix; parameters such as a tenant go into headers.',
    })
  }
  const prefix = parsed.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '')
  return { base: `${parsed.origin}${prefix}`, secure: parsed.protocol === 'https:' }
}
