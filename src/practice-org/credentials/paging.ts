import type { PracticeRequest } from '../http/message.ts';
import { fail } from '../http/refusal.ts';

const usualSize = 100;
const largestSize = 1000;

/** One page of a list; empty past the end. @throws Refusal when the page or its size isn't a number */
export function paged<Item>(all: readonly Item[], { request, url }: { request: PracticeRequest; url: string }) {
  const page = numberOf(request.query.get('page'), 'page') ?? 0;
  const asked = numberOf(request.query.get('pageSize'), 'pageSize');
  const size = Math.min(Math.max(asked ?? usualSize, 1), largestSize);
  const address = (number: number) => `${url}?page=${number}${asked === null ? '' : `&pageSize=${asked}`}`;
  return {
    items: all.slice(page * size, (page + 1) * size),
    hasMore: (page + 1) * size < all.length,
    currentPageUrl: address(page),
    nextPageUrl: address(page + 1),
  };
}

function numberOf(text: string | null, name: string): number | null {
  if (text === null) return null;
  if (!/^\d{1,6}$/.test(text)) throw fail(400, 'INVALID_API_INPUT', `Invalid value for ${name}: ${text}`);
  return Number(text);
}
