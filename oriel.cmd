@echo off
rem Runs Oriel on Windows, from a checkout that "mvn -Pprogram package" has built: with the Java 25 of JAVA_HOME, else that of the path.
setlocal
set "here=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if exist "%here%runtime\bin\java.exe" set "java=%here%runtime\bin\java"
set "jar=%here%oriel.jar"
if not exist "%jar%" set "jar=%here%target\oriel.jar"
if not exist "%jar%" (
    echo Oriel is not built yet: mvn -Pprogram package 1>&2
    exit /b 1
)
"%java%" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled %ORIEL_JAVA_OPTS% -cp "%jar%" dev.oriel.Main %*
