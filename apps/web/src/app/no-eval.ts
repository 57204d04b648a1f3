import { config } from 'zod'

// Zod would try whether it may compile code, which the page's security policy forbids and reports.
config({ jitless: true })
