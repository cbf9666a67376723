/** The numbers that a server has to send, as decimal text. */
export function fib(n: number): string {
  let [current, next] = [0n, 1n];
  for (let step = 0; step < n; step += 1) [current, next] = [next, current + next];
  return current.toString();
}
