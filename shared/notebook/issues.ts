import type { ZodError } from 'zod';

/** What a schema found wrong, in one line: `inputs.since.value is not a date; …`. */
export function describeIssues(error: ZodError): string {
  return error.issues
    .slice(0, 4)
    .map((issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`)
    .join('; ');
}
