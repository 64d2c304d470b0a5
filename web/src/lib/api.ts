import type { Problem } from "./types";

export type Params = Record<string, string | number | boolean | string[] | null | undefined>;

/** A problem that the server told, or that kept its answer from coming (status 0). */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** The address of an API path with its parameters; empty ones are left out. */
export function apiURL(path: string, params: Params = {}): string {
  return "/api/v1" + path + queryString(params);
}

export function queryString(params: Params): string {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    for (const v of Array.isArray(value) ? value : [value]) {
      if (v !== null && v !== undefined && v !== "" && v !== false) q.append(key, String(v));
    }
  }
  const s = q.toString();
  return s ? "?" + s : "";
}

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, { credentials: "same-origin", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({ status: 0, title: "The server does not answer", detail: "Is it still running? The board asks again by itself when it is back." });
  }
  if (answer.status === 204) return undefined as T;
  const isJSON = answer.headers.get("Content-Type")?.includes("json");
  const body = isJSON ? await answer.json().catch(() => null) : null;
  if (!answer.ok) throw new ApiError(body ?? { status: answer.status, title: `The server answered ${answer.status}` });
  if (body === null) throw new ApiError({ status: answer.status, title: "The server's answer cannot be read" });
  return body as T;
}

/** What went wrong, as the server told it or as it is. */
export const problemOf = (error: unknown): Problem => (error instanceof ApiError ? error.problem : { status: 0, title: String(error) });

export const get = <T>(url: string, signal?: AbortSignal) => ask<T>(url, { signal });

const send = <T>(method: string, path: string, body: unknown) =>
  ask<T>("/api/v1" + path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const post = <T>(path: string, body: unknown = {}) => send<T>("POST", path, body);

export const patch = <T>(path: string, body: unknown) => send<T>("PATCH", path, body);

export const remove = <T>(path: string) => ask<T>("/api/v1" + path, { method: "DELETE" });
