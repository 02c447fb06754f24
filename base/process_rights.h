// What a program gives up before it does anything else, so that whatever it is
// later made to do by a mistake or an attacker, it cannot do that.
//
//   int main(int argc, char** argv) {
//     enlace::KeepOutOfDumps();   // a program that holds keys or records
//
// For the start of main(), while there is one thread.  Source: prctl(2),
// getrlimit(2), core(5).

#ifndef ENLACE_BASE_PROCESS_RIGHTS_H_
#define ENLACE_BASE_PROCESS_RIGHTS_H_

namespace enlace {

// The memory of this process gets into no core file, neither on disk nor by
// way of a program that the system gives cores to, and no other process of the
// same user can read it or attach to it: its files under /proc belong to root.
// Programs that it starts make no core files either, but are as readable as
// they are otherwise: execve() sets that anew.
//
// A process that is to be debugged is started under the debugger, which then
// has it anyway.
void KeepOutOfDumps();

// Nothing that this process starts gains rights that it does not have.
void GainNoRights();

}  // namespace enlace

#endif  // ENLACE_BASE_PROCESS_RIGHTS_H_
