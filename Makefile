# The front door of Chat Cluster. A bare `make` lists what there is.
#
# Needs a JDK 25 or newer somewhere on the machine (deploy/local/jdk.sh says where it looks); Maven is fetched where it is
# missing. The work is done by scripts and programs that stand beside what they are about; nothing is hidden here.

MAVEN := deploy/local/maven.sh
# -ntp: no line for every download. Test results stay visible.
MAVEN_FLAGS := --batch-mode --no-transfer-progress
BUILD := $(MAVEN) --quiet $(MAVEN_FLAGS) -Dmaven.test.skip package

# The options of the launcher, which only waits: small and quick to start.
LAUNCHER := --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m

.DEFAULT_GOAL := help
.PHONY: help cluster test container-test bench load socketio-echo fmt check clean clean-data

help:
	@echo "Chat Cluster: make <target>"
	@sed -n 's/^\([a-z-]*\):.*## /  \1 /p' $(firstword $(MAKEFILE_LIST)) | awk '{ name = $$1; $$1 = ""; printf "  %-15s%s\n", name, $$0 }'

# Replaced by java, not calling it: Ctrl-C and SIGTERM reach the launcher, which stops everything in order.
cluster: ## run three nodes, Redis, PostgreSQL, nginx until Ctrl-C; NODES=5 PORT=9000 DATA=dir change it
	@$(BUILD)
	@java_home=$$(deploy/local/jdk.sh) && exec "$$java_home/bin/java" $(LAUNCHER) -jar deploy/local/target/local-cluster.jar

test: ## run all that CI runs, installing the programs that it needs
	@deploy/local/install.sh nginx haproxy chromium prometheus promtool amtool npm
	@$(MAVEN) $(MAVEN_FLAGS) verify

container-test: ## build the images and test the cluster in containers; says why not where there is no engine
	@deploy/container-test.sh

bench: ## measure two nodes under load; ARGS="--help" lists what can be chosen
	@$(BUILD)
	@java_home=$$(deploy/local/jdk.sh) && exec "$$java_home/bin/java" $(LAUNCHER) -cp deploy/local/target/local-cluster.jar io.chatcluster.local.command.Bench $(ARGS)

load: ## put load on a running cluster; ARGS="fanout http://localhost:8080", ARGS="--help" lists what there is
	@$(BUILD)
	@java_home=$$(deploy/local/jdk.sh) && exec "$$java_home/bin/java" -jar loadtest/target/loadtest.jar $(ARGS)

# Which server the suites of the public clients and protocol documents are run against: MODE=echo is for those of the
# protocols, MODE=client for the JavaScript client of Socket.IO, MODE=engine for that of Engine.IO.
SUITE_echo := io.chatcluster.socketio.EchoServer echo
SUITE_client := io.chatcluster.socketio.EchoServer client
SUITE_engine := io.chatcluster.engineio.ClientSuiteServer

socketio-echo: ## run a small server for the public suites until Ctrl-C; PORT=3000 MODE=echo, or client, engine
	@$(MAVEN) --quiet $(MAVEN_FLAGS) -pl chat-node -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
	@java_home=$$(deploy/local/jdk.sh) && exec "$$java_home/bin/java" --enable-native-access=ALL-UNNAMED -cp "chat-node/target/test-classes:chat-node/target/classes:$$(cat chat-node/target/test.classpath)" $(SUITE_$(or $(MODE),echo)) $(or $(PORT),3000)

fmt: ## format the Java sources
	@$(MAVEN) --quiet $(MAVEN_FLAGS) spotless:apply

check: ## compile with all warnings; check formatting, arrows and tidiness: a minute, no servers
	@$(MAVEN) $(MAVEN_FLAGS) test -Dtest='Tidy*Test,ArchitectureTest' -Dsurefire.failIfNoSpecifiedTests=false

clean: ## remove what was built
	@$(MAVEN) --quiet $(MAVEN_FLAGS) clean

clean-data: ## remove the data of `make cluster`
	rm -rf .data
