/** Every page of a list. */
export async function pages<Page extends { readonly NextToken?: string | undefined }>(
  next: (token: string | undefined) => Promise<Page>,
): Promise<readonly Page[]> {
  const found: Page[] = [];
  let token: string | undefined;
  do {
    const page = await next(token);
    found.push(page);
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}
