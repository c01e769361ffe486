export interface ErrorParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** The server said no. `description` is what the real server would say, word for word where known. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly description: string;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description);
    this.code = code;
    this.description = description;
    this.parameters = parameters;
  }
}

/** The real server puts the first letter in lower case unless the second is a capital or `_`. */
export function badRequest(what: string): ApiError {
  const second = what.charAt(1);
  const keep = second === '_' || (second >= 'A' && second <= 'Z');
  return new ApiError(
    400,
    `Bad Request: ${keep ? what : what.charAt(0).toLowerCase() + what.slice(1)}`,
  );
}

export function forbidden(what: string): ApiError {
  return new ApiError(403, `Forbidden: ${what}`);
}

export function conflict(what: string): ApiError {
  return new ApiError(409, `Conflict: ${what}`);
}

export function tooManyRequests(seconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}

export const unauthorized = new ApiError(401, 'Unauthorized');
export const notFound = new ApiError(404, 'Not Found');
export const methodNotFound = new ApiError(404, 'Not Found: method not found');
export const entityTooLarge = new ApiError(413, 'Request Entity Too Large');
