/** Whether there is time for all of it: `npm run soak` sets this. Among all tests a sample has to do. */
export const isSoak = process.env["ALONGSIDE_SOAK"] === "1";
