// Floor of `modern-call`: parses the call and answers the echoed text as JSON.
import { answerJson, echoAnswer, listen, modernResult, parseCall } from './bare-http.ts';

listen((_req, res, body) => answerJson(res, echoAnswer(parseCall(body), modernResult)));
