/** The doubtful behaviours of the services under which the story is told. */
export function played(): readonly string[] {
  return (process.env['SANDBOX_BEHAVIOURS'] ?? '').split(',').filter((name) => name !== '');
}
