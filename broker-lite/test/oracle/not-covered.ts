/** Rows of the checklist without a scenario, each with its reason. The list may only hold rows that really have none. */
export const notCovered: Readonly<Record<string, string>> = {};
