// The built page and its rooms. Only this machine gets in unless HOST says otherwise.
import { alongside } from "./alongside.ts";
import { endGracefully, explain } from "./end.ts";

endGracefully();
const port = Number(process.env["PORT"] ?? 3000);
const { url } = await alongside.listen(port, process.env["HOST"]).catch(explain);
console.log(`listening on ${url}`);
