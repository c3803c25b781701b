# Runs a program with its standard input and output at one end of a pseudo-terminal, and prints the name of the
# other end, which it keeps open: otherwise the program's input would end whenever nobody else has it open.
import os, pty, subprocess, sys, tty

master, slave = pty.openpty()
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
sys.exit(subprocess.call(sys.argv[1:], stdin=master, stdout=master, stderr=subprocess.DEVNULL))
