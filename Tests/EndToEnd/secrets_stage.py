"""What tests of secrets share: files for their owner alone, and a terminal on which nothing is shown."""
import os
import pty
import re
import select
import termios
import time

import stage
from stage import CommandTest, environment

PASSPHRASE = "tejocote lluvia martes 1943"


class SecretTest(CommandTest):
    """Makes files of secrets, and types secrets on a terminal."""

    def secret(self, name, text=PASSPHRASE):
        path = self.write(name, text + "\n")
        os.chmod(path, 0o600)
        return path

    def typed(self, answers, *words):
        """Runs the command on a terminal of its own and answers what it asks; its code and all that was shown."""
        process, terminal = pty.fork()
        if process == 0:
            os.execve(stage.RASTRO, [stage.RASTRO, *map(str, words)], environment())
        shown, asked = b"", 0
        until = time.monotonic() + 60
        try:
            while time.monotonic() < until:
                if not select.select([terminal], [], [], 0.1)[0]:
                    continue
                try:
                    more = os.read(terminal, 4096)
                except OSError:
                    break
                if not more:
                    break
                shown += more
                prompts = len(re.findall(rb": $|: \r?\n", shown))
                if asked < len(answers) and shown.endswith(b": ") and prompts > asked:
                    self.assertFalse(termios.tcgetattr(terminal)[3] & termios.ECHO)
                    os.write(terminal, answers[asked])
                    asked += 1
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        finally:
            os.close(terminal)
        return code, shown.decode("utf-8")
